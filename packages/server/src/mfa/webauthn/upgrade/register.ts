import { findEmailsOf } from "../../../db/accounts/emails.ts";
import { findAuthenticatorsOf, insertAuthenticator } from "../../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../../db/sessions.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import { inSessionTransaction } from "../../../engine/transaction.ts";
import { notify } from "../../../identity/notify.ts";
import { AuthError, Refusal } from "../../../lib/authError.ts";
import type { AuthenticatorAdded, WebAuthnAuthenticator } from "../../../wire/mfa.ts";
import type { PasskeyRegistrationResponse } from "../../../wire/webauthn.ts";
import { hasRoom, isProtectable } from "../../factors.ts";
import { viewPasskey } from "../../view.ts";
import { verifyRegistration } from "../ceremony/attestation.ts";
import { inSession, takeAnswered } from "../ceremony/challenge.ts";
import { defaultName, newPasskey } from "../ceremony/newPasskey.ts";
import { assertGiven } from "../register.ts";
import { accountToUpgrade, hasPasskey } from "./accountToUpgrade.ts";

/**
 * Adds the passkey that the browser created after a login by password.
 *
 * It is no second factor: its user has not asked for it, and must not find that other logins need it. So there are no
 * recovery codes, and no session ends. The user is told by email, as about any passkey.
 *
 * @throws AuthError `not_enabled`, `required`, `incorrect_code` (param `response`) for anything that forbids it
 */
export async function registerUpgrade(
  request: AuthRequest,
  { current, response }: { current: FoundSession; response: PasskeyRegistrationResponse },
): Promise<AuthenticatorAdded<WebAuthnAuthenticator>> {
  const account = await accountToUpgrade(request, current);
  assertGiven(response);
  const credential = await verifyRegistration(request, response, { needsUserPresence: false });
  const userId = current.user.id;
  return inSessionTransaction<AuthenticatorAdded<WebAuthnAuthenticator>>(
    request,
    current,
    async (transaction, user) => {
      const { tx } = transaction;
      const refused = new Refusal(new AuthError("incorrect_code", { param: "response" }));
      const { challenge } = credential;
      if (challenge === null) return refused;
      const place = inSession({ session: current.session, user });
      const asked = await takeAnswered(request, { purpose: "upgrade", place, challenge }, tx);
      if (asked === null || account === null || credential.credentialId === null) return refused;
      if (!isProtectable(request, await findEmailsOf(tx, userId))) return refused;
      const known = await findAuthenticatorsOf(tx, userId);
      if (hasPasskey(known) || !hasRoom(known)) return refused;
      const named = { isPasswordless: true, model: credential.model };
      const row = newPasskey(request, {
        userId,
        credential,
        isPasswordless: true,
        isAutomatic: true,
        name: defaultName(known, named),
      });
      if (!(await insertAuthenticator(tx, row))) return refused;
      transaction.emit({ type: "authenticator_added", userId, detail: row.type });
      notify(request, { account, template: "webauthn_added", context: { name: row.name ?? "" } }, transaction);
      return { authenticator: await viewPasskey(row) };
    },
  );
}
