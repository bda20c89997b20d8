import type {
  AuthenticatorAdded,
  AuthState,
  PasskeyAssertionResponse,
  WebAuthnAuthenticator,
} from "@latchkey/server/types";
import { hasCode } from "./authError.ts";
import type { Caller } from "./binding.ts";
import {
  createPasskey,
  describe,
  getPasskey,
  getPasskeyAtOnce,
  isImmediateAvailable,
  offerInAutofill,
  type Problem,
} from "./passkey.ts";
import { reportUnknown } from "./passkeySignals.ts";

/** The description of a failure for users; null when it was not the passkey that failed. */
export function describeFailure(error: unknown): Problem | null {
  // The server reports an unsuitable passkey as a wrong code, and one that nobody has as unknown.
  return describe(error, hasCode(error, "incorrect_code") || hasCode(error, "unknown_credential"));
}

/**
 * Requests a passkey and submits its signature: for the second step, or reauthentication.
 *
 * @param begin the procedure that returns a challenge
 * @param end calls the procedure that accepts the signature
 */
export async function signWithPasskey(
  caller: Caller,
  begin: "mfa.webauthn.beginAuthentication" | "mfa.webauthn.beginReauthentication",
  end: (response: PasskeyAssertionResponse) => Promise<AuthState>,
): Promise<AuthState> {
  const { options } = await caller.mutate(begin, undefined);
  return end(await getPasskey(options));
}

/** Logs in with the passkey that the user selects. */
export async function loginWithPasskey(caller: Caller, remember: boolean | undefined): Promise<AuthState> {
  const { options } = await caller.mutate("mfa.webauthn.beginLogin", undefined);
  return logIn(caller, { response: await getPasskey(options), remember, rpId: options.rpId });
}

/** Logs in with a passkey that is at hand. @returns null when there is none, or the browser cannot tell */
export async function loginImmediately(caller: Caller, remember: boolean | undefined): Promise<AuthState | null> {
  if (!(await isImmediateAvailable())) return null;
  const { options } = await caller.mutate("mfa.webauthn.beginLogin", undefined);
  const response = await getPasskeyAtOnce(options);
  return response === null ? null : logIn(caller, { response, remember, rpId: options.rpId });
}

interface Given {
  response: PasskeyAssertionResponse;
  remember: boolean | undefined;
  rpId: string;
}

/** A passkey that nobody has is of no more use: the browser is told to forget it. */
async function logIn(caller: Caller, { response, remember, rpId }: Given): Promise<AuthState> {
  try {
    return await caller.mutate("mfa.webauthn.login", { response, remember });
  } catch (error) {
    if (hasCode(error, "unknown_credential")) await reportUnknown(rpId, response.id);
    throw error;
  }
}

/** Creates the passkey that completes a signup. */
export async function signUpWithPasskey(caller: Caller, name: string | undefined): Promise<AuthState> {
  const { options } = await caller.mutate("mfa.webauthn.signupOptions", undefined);
  return caller.mutate("mfa.webauthn.signup", { name, response: await createPasskey(options) });
}

/** Creates a passkey and adds it to the account. */
export async function registerPasskey(
  caller: Caller,
  { name, passwordless = true }: { name?: string; passwordless?: boolean },
): Promise<AuthenticatorAdded<WebAuthnAuthenticator>> {
  const { options } = await caller.mutate("mfa.webauthn.beginRegistration", { passwordless });
  return caller.mutate("mfa.webauthn.register", { name, response: await createPasskey(options) });
}

/** Creates the passkey that a login needs. */
export async function enrollPasskey(
  caller: Caller,
  { name, passwordless = true }: { name?: string; passwordless?: boolean },
) {
  const { options } = await caller.mutate("mfa.enroll.beginWebauthn", { passwordless });
  return caller.mutate("mfa.enroll.registerWebauthn", { name, response: await createPasskey(options) });
}

/**
 * Offers passkeys in the autofill, and logs in with the selected one.
 *
 * @param accept takes the login
 * @returns a function that stops it
 */
export function offerPasskeys(
  caller: Caller,
  remember: boolean | undefined,
  accept: (login: () => Promise<AuthState>) => Promise<unknown>,
): () => void {
  return offerInAutofill({
    begin: async () => (await caller.mutate("mfa.webauthn.beginLogin", undefined)).options,
    choose: (response, { rpId }) => accept(() => logIn(caller, { response, remember, rpId })),
  });
}
