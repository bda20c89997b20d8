import { findAuthenticatorsOf } from "../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import type { PasskeyRegistration } from "../../wire/mfa.ts";
import { accountToChange, remainingWith } from "../factors.ts";
import { inSession } from "./ceremony/challenge.ts";
import { registrationOptions } from "./ceremony/options.ts";

/**
 * Begins adding a passkey, or a key that is a second factor only.
 *
 * @throws AuthError `unverified_email`, `reauthentication_required`, `not_enabled`
 */
export async function beginRegistration(
  request: AuthRequest,
  { current, passwordless }: { current: FoundSession; passwordless: boolean },
): Promise<PasskeyRegistration> {
  const account = await accountToChange(request, current, "webauthn");
  const known = await findAuthenticatorsOf(request.runtime.database, current.user.id);
  const place = inSession(current);
  return {
    options: await registrationOptions(request, {
      account,
      // An authenticator replaces a passkey of the same account that is to be removed anyway.
      known: remainingWith(known),
      purpose: "register",
      place,
      isPasswordless: passwordless,
    }),
  };
}
