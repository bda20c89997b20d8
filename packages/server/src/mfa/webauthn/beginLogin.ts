import type { ResolvedOptions } from "../../config/options.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import type { PasskeyRequest } from "../../wire/mfa.ts";
import { ANYWHERE } from "./ceremony/challenge.ts";
import { requestOptions } from "./ceremony/options.ts";

/** Begins a login with a passkey alone; the authenticator will identify the user. @throws AuthError `not_enabled` */
export async function beginLogin(request: AuthRequest): Promise<PasskeyRequest> {
  assertPasskeyLogin(request.runtime.options);
  const asked = { known: [], purpose: "login", place: ANYWHERE, userVerification: "required" } as const;
  return { options: await requestOptions(request, asked) };
}

/** @throws AuthError `not_enabled` */
export function assertPasskeyLogin({ mfa }: ResolvedOptions): void {
  if (!mfa.passkeyLogin || !mfa.types.includes("webauthn")) throw new AuthError("not_enabled");
}
