import type { AuthRequest } from "../engine/request.ts";
import type { SignupValues } from "../identity/signup/buildAccount.ts";
import { signUp } from "../identity/signup/signUp.ts";
import type { AuthState } from "../wire/state.ts";

/** Signs up, with a password where the app requires one. @throws AuthError as {@link signUp} */
export function signup(request: AuthRequest, input: SignupValues): Promise<AuthState> {
  return signUp(request, input, { needsPasskey: false });
}
