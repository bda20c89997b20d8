import type {
  PasskeyAssertionResponse,
  PasskeyRegistrationOptions,
  PasskeyRegistrationResponse,
  PasskeyRequestOptions,
} from "@latchkey/server/types";
import * as library from "@simplewebauthn/browser";
import { PasskeyError, type PasskeyProblem } from "./passkeyError.ts";

const MESSAGES: Record<PasskeyProblem, string> = {
  cancelled: "No passkey was used: it was cancelled, took too long, or there is none for this site on this device.",
  already_registered: "This device or key has a passkey of your account already.",
  not_allowed_here: "Passkeys of this site cannot be used on this page's address.",
  not_supported: "This browser or key cannot do what is needed here.",
  not_accepted: "This passkey was not accepted. It may have been removed from your account.",
  failed: "The passkey could not be used.",
};

/** The error, in words for people. */
export function passkeyError(reason: PasskeyProblem, cause?: unknown): PasskeyError {
  return new PasskeyError(reason, MESSAGES[reason], cause);
}

type Library = typeof library;

/** What a person is being asked, so that what waits beside it can go on when it is over. */
let asking: Promise<unknown> = Promise.resolve();

/** Makes a passkey. @throws PasskeyError */
export function createPasskey(optionsJSON: PasskeyRegistrationOptions): Promise<PasskeyRegistrationResponse> {
  return ask(({ startRegistration }) => startRegistration({ optionsJSON }));
}

/** Signs with a passkey that the person chooses. @throws PasskeyError */
export function getPasskey(optionsJSON: PasskeyRequestOptions): Promise<PasskeyAssertionResponse> {
  return ask(({ startAuthentication }) => startAuthentication({ optionsJSON }));
}

function ask<Response>(ceremony: (library: Library) => Promise<Response>): Promise<Response> {
  const answer = perform(ceremony);
  asking = answer.catch(() => {});
  return answer;
}

async function perform<Response>(ceremony: (library: Library) => Promise<Response>): Promise<Response> {
  if (!library.browserSupportsWebAuthn()) throw passkeyError("not_supported");
  try {
    return await ceremony(library);
  } catch (error) {
    throw passkeyError(problemOf(error), error);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}

function isAborted(error: unknown): boolean {
  return codeOf(error) === "ERROR_CEREMONY_ABORTED" || (error instanceof Error && error.name === "AbortError");
}

function problemOf(error: unknown): PasskeyProblem {
  const code = codeOf(error);
  const name = error instanceof Error ? error.name : "";
  if (code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED") return "already_registered";
  if (code === "ERROR_INVALID_DOMAIN" || code === "ERROR_INVALID_RP_ID" || name === "SecurityError")
    return "not_allowed_here";
  if (String(code).startsWith("ERROR_AUTHENTICATOR_MISSING") || name === "NotSupportedError") return "not_supported";
  if (isAborted(error) || name === "NotAllowedError") return "cancelled";
  return "failed";
}

/** What to do with a passkey that was chosen from the browser's autofill. */
export interface AutofillOffer {
  /** A fresh challenge. */
  begin(): Promise<PasskeyRequestOptions>;
  /** Logs in with the passkey that was chosen. */
  choose(response: PasskeyAssertionResponse): Promise<unknown>;
}

/** Whoever chose so many passkeys that do not fit is helped by the form. */
const MOST_REFUSED = 3;
/** Before a challenge of five minutes is over. */
const RENEW_AFTER = 4 * 60_000;

/**
 * Offers passkeys in the autofill of the field with `autocomplete="username webauthn"` (conditional mediation, WebAuthn
 * Level 3 §5.1.4), until stopped. Gives way while somebody is asked for a passkey in another way, and comes back after.
 *
 * @returns a function that stops
 */
export function offerInAutofill(offer: AutofillOffer): () => void {
  let isStopped = false;
  let cancel = () => {};
  const stop = () => {
    isStopped = true;
    cancel();
  };
  const rounds = async () => {
    if (!(await library.browserSupportsWebAuthnAutofill())) return;
    let refused = 0;
    while (!isStopped && refused < MOST_REFUSED) {
      const optionsJSON = await offer.begin();
      if (isStopped) return;
      const timer = setTimeout(() => library.WebAuthnAbortService.cancelCeremony(), RENEW_AFTER);
      cancel = () => library.WebAuthnAbortService.cancelCeremony();
      const response = await library
        .startAuthentication({ optionsJSON, useBrowserAutofill: true, verifyBrowserAutofillInput: false })
        // Ended for a fresh challenge, or for another ceremony. Any other end is the browser's: it would only end again.
        .catch((error: unknown) => (isAborted(error) ? null : Promise.reject(error)))
        .finally(() => clearTimeout(timer));
      cancel = () => {};
      if (response === null) await asking;
      else {
        await offer.choose(response).catch(() => {
          refused += 1;
        });
      }
    }
  };
  // Autofill is an offer: where it fails, the form beside it still works.
  rounds().catch(() => {});
  return stop;
}
