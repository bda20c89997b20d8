import { findAuthenticatorsOf } from "../../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../../db/sessions.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import type { PasskeyUpgrade } from "../../../wire/mfa.ts";
import { inSession } from "../ceremony/challenge.ts";
import { registrationOptions } from "../ceremony/options.ts";
import { accountToUpgrade, hasPasskey } from "./accountToUpgrade.ts";

/**
 * Begins a conditional create (WebAuthn Level 3 §5.1.3): after a login by password, the browser creates a passkey
 * without asking.
 *
 * @throws AuthError `not_enabled`
 */
export async function beginUpgrade(request: AuthRequest, current: FoundSession): Promise<PasskeyUpgrade> {
  const account = await accountToUpgrade(request, current);
  if (account === null) return { options: null };
  const known = await findAuthenticatorsOf(request.runtime.database, current.user.id);
  if (hasPasskey(known)) return { options: null };
  const place = inSession(current);
  const asked = { account, known, purpose: "upgrade", place, isPasswordless: true } as const;
  // Nobody is asked, so nobody is verified: each login with the passkey verifies its user.
  return { options: await registrationOptions(request, { ...asked, userVerification: "preferred" }) };
}
