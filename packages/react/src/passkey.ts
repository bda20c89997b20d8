import type {
  PasskeyAssertionResponse,
  PasskeyRegistrationOptions,
  PasskeyRegistrationResponse,
  PasskeyRequestOptions,
} from "@latchkey/server/types";
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from "@simplewebauthn/browser";
import type { PasskeyProblem } from "./passkeyError.ts";

const MESSAGES: Record<PasskeyProblem, string> = {
  cancelled: "No passkey was used: it was cancelled, it timed out, or this device has none for this site.",
  already_registered: "This device or security key already has a passkey for your account.",
  not_allowed_here: "Passkeys for this site cannot be used at this page's address.",
  not_supported: "This browser or security key does not support what is needed here.",
  not_accepted: "This passkey was not accepted. It may have been removed from your account.",
  failed: "The passkey could not be used.",
};

/** The browser's error, and its meaning. */
class CeremonyFailure extends Error {
  readonly reason: PasskeyProblem;

  constructor(reason: PasskeyProblem, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/** Why a passkey was not used, for users. */
export interface Problem {
  reason: PasskeyProblem;
  message: string;
}

/** @param isRefused whether the server refused the response */
export function describe(error: unknown, isRefused: boolean): Problem | null {
  const reason = isRefused ? "not_accepted" : error instanceof CeremonyFailure ? error.reason : null;
  return reason === null ? null : { reason, message: MESSAGES[reason] };
}

/** The current ceremony; background offers resume when it has ended. */
let running: Promise<unknown> = Promise.resolve();
let isRunning = false;

/** Creates a passkey. @throws PasskeyError */
export function createPasskey(optionsJSON: PasskeyRegistrationOptions): Promise<PasskeyRegistrationResponse> {
  return ask(() => startRegistration({ optionsJSON }));
}

/** Signs with a passkey that the user selects. @throws PasskeyError */
export function getPasskey(optionsJSON: PasskeyRequestOptions): Promise<PasskeyAssertionResponse> {
  return ask(() => startAuthentication({ optionsJSON }));
}

/**
 * Lets the browser create a passkey without asking (conditional create, WebAuthn Level 3 §5.1.3): it does so after its
 * password manager has filled in a password. It may take as long as the challenge lasts, and yields to any other prompt.
 *
 * @returns null when it created none
 */
export async function createUnasked(
  optionsJSON: PasskeyRegistrationOptions,
): Promise<PasskeyRegistrationResponse | null> {
  if (isRunning) return null;
  return startRegistration({ optionsJSON, useAutoRegister: true }).catch(() => null);
}

/** Whether the browser can tell at once whether a passkey is at hand. */
export async function isImmediateAvailable(): Promise<boolean> {
  if (typeof PublicKeyCredential === "undefined" || !("getClientCapabilities" in PublicKeyCredential)) return false;
  const capabilities: Record<string, boolean | undefined> = await PublicKeyCredential.getClientCapabilities();
  return capabilities["immediateGet"] === true;
}

/**
 * Signs with a passkey that is at hand (immediate mediation): without one, the browser shows nothing. Must follow a click.
 *
 * `@simplewebauthn/browser` does not know this mode; a browser that does has the JSON forms of WebAuthn Level 3 as well.
 *
 * @returns null when there is none, or the user did not choose it: the browser does not say which
 */
export function getPasskeyAtOnce(optionsJSON: PasskeyRequestOptions): Promise<PasskeyAssertionResponse | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(optionsJSON);
  // An offer in the autofill would be in the way; it is made again afterwards.
  WebAuthnAbortService.cancelCeremony();
  const request: ImmediateRequest = { publicKey, uiMode: "immediate" };
  return ask(async () => {
    const credential = await navigator.credentials.get(request);
    const given = credential instanceof PublicKeyCredential ? credential.toJSON() : null;
    if (given === null || !("signature" in given.response)) return null;
    return { ...given, type: "public-key" as const, response: given.response };
  }).catch(() => null);
}

/** Not yet in TypeScript's own types. */
interface ImmediateRequest extends CredentialRequestOptions {
  uiMode: "immediate";
}

function ask<Response>(ceremony: () => Promise<Response>): Promise<Response> {
  const answer = perform(ceremony);
  isRunning = true;
  const over = answer
    .catch(() => {})
    .finally(() => {
      if (running === over) isRunning = false;
    });
  running = over;
  return answer;
}

async function perform<Response>(ceremony: () => Promise<Response>): Promise<Response> {
  if (!browserSupportsWebAuthn()) throw new CeremonyFailure("not_supported");
  try {
    return await ceremony();
  } catch (error) {
    throw new CeremonyFailure(problemOf(error), error);
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

/** How to handle a passkey that was selected from the browser's autofill. */
export interface AutofillOffer {
  /** A fresh challenge. */
  begin(): Promise<PasskeyRequestOptions>;
  /** Logs in with the selected passkey. */
  choose(response: PasskeyAssertionResponse, optionsJSON: PasskeyRequestOptions): Promise<unknown>;
}

/** After this many unsuitable passkeys, the form is of more help. */
const MAX_REFUSED = 3;
/** Before a challenge of five minutes expires. */
const RENEW_AFTER = 4 * 60_000;

/**
 * Offers passkeys in the autofill of the field with `autocomplete="username webauthn"` (conditional mediation, WebAuthn
 * Level 3 §5.1.4), until stopped. Pauses while the user is prompted for a passkey in another way.
 *
 * @returns a function that stops it
 */
export function offerInAutofill(offer: AutofillOffer): () => void {
  let isStopped = false;
  let cancel = () => {};
  const stop = () => {
    isStopped = true;
    cancel();
  };
  const rounds = async () => {
    if (!(await browserSupportsWebAuthnAutofill())) return;
    let refused = 0;
    while (!isStopped && refused < MAX_REFUSED) {
      const optionsJSON = await offer.begin();
      if (isStopped) return;
      if (isRunning) {
        // A prompt was opened while the challenge was being fetched: an offer now would close it.
        await running;
        continue;
      }
      const timer = setTimeout(() => WebAuthnAbortService.cancelCeremony(), RENEW_AFTER);
      cancel = () => WebAuthnAbortService.cancelCeremony();
      const response = await startAuthentication({
        optionsJSON,
        useBrowserAutofill: true,
        verifyBrowserAutofillInput: false,
      })
        // Ended for a new challenge, or for another ceremony. Any other end is the browser's: retrying would only end again.
        .catch((error: unknown) => (isAborted(error) ? null : Promise.reject(error)))
        .finally(() => clearTimeout(timer));
      cancel = () => {};
      if (response === null) await running;
      else {
        await offer.choose(response, optionsJSON).catch(() => {
          refused += 1;
        });
      }
    }
  };
  // Autofill is optional: if it fails, the form still works.
  rounds().catch(() => {});
  return stop;
}
