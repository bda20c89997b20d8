import type { AuthRequest } from "../../engine/request.ts";
import type { SignupValues } from "../../identity/signup/buildAccount.ts";
import { signUp } from "../../identity/signup/signUp.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";

/**
 * Signs up without a password: the address is verified first, then the passkey is created.
 *
 * @throws AuthError `not_enabled`, and as {@link signUp}
 */
export async function beginSignup(request: AuthRequest, input: SignupValues): Promise<AuthState> {
  if (!request.runtime.options.mfa.passkeySignup) throw new AuthError("not_enabled");
  return signUp(request, input, { needsPasskey: true });
}
