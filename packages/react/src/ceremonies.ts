import type {
  AuthenticatorAdded,
  AuthState,
  PasskeyRegistration,
  PasskeyRequest,
  WebAuthnAuthenticator,
} from "@latchkey/server/types";
import type { Caller } from "./binding.ts";
import { createPasskey, getPasskey, offerInAutofill } from "./passkey.ts";

export { toldOf } from "./passkey.ts";

/**
 * Asks for a passkey and hands its signature over: the second step, reauthentication, or a login without a user name.
 *
 * @param path of the two procedures, such as `mfa.webauthn.beginLogin` and `mfa.webauthn.login`
 */
export async function signWithPasskey<State extends AuthState>(
  caller: Caller,
  path: { begin: string; end: string },
  more: object = {},
): Promise<State> {
  // The server's router answers the one procedure with options, the other with a state.
  const { options } = (await caller.mutate(path.begin)) as PasskeyRequest;
  const response = await getPasskey(options);
  return caller.mutate(path.end, { response, ...more }) as Promise<State>;
}

/** Makes the passkey that ends a signup. */
export async function signUpWithPasskey<State extends AuthState>(caller: Caller, name?: string): Promise<State> {
  // As above.
  const { options } = (await caller.mutate("mfa.webauthn.signupOptions")) as PasskeyRegistration;
  const response = await createPasskey(options);
  const input = name === undefined ? { response } : { response, name };
  return caller.mutate("mfa.webauthn.signup", input) as Promise<State>;
}

/** Makes a passkey and adds it to the account. */
export async function registerPasskey(
  caller: Caller,
  { name, passwordless = true }: { name?: string; passwordless?: boolean },
): Promise<AuthenticatorAdded<WebAuthnAuthenticator>> {
  // As above.
  const { options } = (await caller.mutate("mfa.webauthn.beginRegistration", { passwordless })) as PasskeyRegistration;
  const response = await createPasskey(options);
  const input = name === undefined ? { response } : { name, response };
  return caller.mutate("mfa.webauthn.register", input) as Promise<AuthenticatorAdded<WebAuthnAuthenticator>>;
}

/** Offers passkeys in the autofill, and logs in with the one that is chosen. @returns a function that stops */
export function offerPasskeys(
  caller: Caller,
  { begin, end }: { begin: string; end: string },
  choose: (login: (more: object) => Promise<unknown>) => Promise<unknown>,
): () => void {
  return offerInAutofill({
    begin: async () => ((await caller.mutate(begin)) as PasskeyRequest).options,
    choose: (response) => choose((more) => caller.mutate(end, { response, ...more })),
  });
}
