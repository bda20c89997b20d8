import type {
  AuthenticatorAdded,
  AuthState,
  PasskeyAssertionResponse,
  WebAuthnAuthenticator,
} from "@latchkey/server/types";
import type { Caller } from "./binding.ts";
import { createPasskey, getPasskey, offerInAutofill } from "./passkey.ts";

export { describeFailure } from "./passkey.ts";

/**
 * Requests a passkey and submits its signature: for the second step, reauthentication, or a login without a username.
 *
 * @param begin the procedure that returns a challenge
 * @param end calls the procedure that accepts the signature
 */
export async function signWithPasskey(
  caller: Caller,
  begin: "mfa.webauthn.beginAuthentication" | "mfa.webauthn.beginReauthentication" | "mfa.webauthn.beginLogin",
  end: (response: PasskeyAssertionResponse) => Promise<AuthState>,
): Promise<AuthState> {
  const { options } = await caller.mutate(begin, undefined);
  return end(await getPasskey(options));
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

/**
 * Offers passkeys in the autofill.
 *
 * @param choose logs in with the selected one
 * @returns a function that stops it
 */
export function offerPasskeys(
  caller: Caller,
  choose: (response: PasskeyAssertionResponse) => Promise<unknown>,
): () => void {
  return offerInAutofill({
    begin: async () => (await caller.mutate("mfa.webauthn.beginLogin", undefined)).options,
    choose,
  });
}
