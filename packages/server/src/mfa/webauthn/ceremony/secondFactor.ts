import { findAuthenticatorsOf } from "../../../db/credentials/authenticators.ts";
import type { AuthenticatorRow } from "../../../db/rows.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import { AuthError } from "../../../lib/authError.ts";
import type { AuthenticationMethod } from "../../../wire/state.ts";

/** The passkeys of a user. @throws AuthError `not_found` when there are none, `not_enabled` */
export async function passkeysOf({ runtime }: AuthRequest, userId: string): Promise<AuthenticatorRow[]> {
  if (!runtime.options.mfa.types.includes("webauthn")) throw new AuthError("not_enabled");
  const rows = await findAuthenticatorsOf(runtime.database, userId);
  const passkeys = rows.filter(({ type }) => type === "webauthn");
  if (passkeys.length === 0) throw new AuthError("not_found");
  return passkeys;
}

/** How a passkey is listed among the methods of a session. */
export function passkeyMethod({ now }: AuthRequest, { id }: AuthenticatorRow) {
  return { method: "mfa", at: now.toISOString(), type: "webauthn", id } as const satisfies AuthenticationMethod;
}

/** The same for one that logs in by itself; it has verified its user. */
export function passwordlessMethod(request: AuthRequest, passkey: AuthenticatorRow) {
  return { ...passkeyMethod(request, passkey), passwordless: true } as const satisfies AuthenticationMethod;
}

/** Whether a second factor must verify its user, as a passkey that logs in alone always must. */
export function needsVerification({ runtime }: AuthRequest): boolean {
  return runtime.options.mfa.webauthn.userVerification === "required";
}
