import { findAuthenticatorsOf } from "../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { AuthError } from "../../lib/authError.ts";
import type { PasskeySignals } from "../../wire/mfa.ts";
import { userEntity } from "./ceremony/options.ts";
import { relyingParty } from "./ceremony/relyingParty.ts";

/**
 * What the browser tells its password managers about this user's passkeys (WebAuthn Level 3 §5.1.10).
 *
 * @throws AuthError `not_enabled`
 */
export async function getSignals(request: AuthRequest, current: FoundSession): Promise<PasskeySignals> {
  const { database, options } = request.runtime;
  const { types, webauthn } = options.mfa;
  if (!types.includes("webauthn")) throw new AuthError("not_enabled");
  const account = await accountOf(request, current.user.id);
  const passkeys = (await findAuthenticatorsOf(database, current.user.id)).filter(({ type }) => type === "webauthn");
  const { id, ...names } = userEntity(account);
  // The other system that an imported passkey comes from may still have more of them, which are not known here.
  const imported = webauthn.signalUnknown ? passkeys.flatMap(({ userHandle }) => userHandle ?? []) : [];
  return {
    rpId: relyingParty(options).id,
    userIds: [...new Set([id, ...imported])],
    ...names,
    credentialIds: passkeys.flatMap(({ credentialId }) => credentialId ?? []),
  };
}
