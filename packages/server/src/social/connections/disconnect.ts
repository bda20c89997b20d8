import type { Account } from "../../db/accounts.ts";
import { findAuthenticatorsOf, lockUser } from "../../db/authenticators.ts";
import type { Transaction } from "../../db/database.ts";
import type { SessionRead } from "../../db/sessions.ts";
import { deleteSocialAccount, findSocialAccountsOf } from "../../db/socialAccounts.ts";
import { change } from "../../engine/change.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { AuthError } from "../../lib/authError.ts";
import type { Connection } from "../../wire/social.ts";
import { listConnections } from "./list.ts";

/**
 * Disconnects a provider account, unless it is the last way in.
 *
 * @throws AuthError `not_found`; `no_password`, `no_verified_email` when nothing else lets the user log in
 */
export async function disconnect(
  request: AuthRequest,
  { read, provider, uid }: { read: SessionRead; provider: string; uid: string },
): Promise<Connection[]> {
  const userId = read.user.id;
  const account = await accountOf(request, userId);
  await change(request, async (within) => {
    const { tx } = within;
    // Two at once would each count on the other.
    if (!(await lockUser(tx, userId))) throw new AuthError("session_gone");
    if ((await deleteSocialAccount(tx, { userId, provider, uid })) === null) throw new AuthError("not_found");
    await assertAnotherWay(request, account, tx);
    within.emit({ type: "account_disconnected", userId, sessionId: read.session.id, detail: provider });
    const name = request.runtime.options.social.providers.find(({ id }) => id === provider)?.name ?? provider;
    notify(request, { account, template: "account_disconnected", context: { name } }, within);
  });
  return listConnections(request, userId);
}

async function assertAnotherWay({ runtime }: AuthRequest, { user, emails }: Account, tx: Transaction): Promise<void> {
  const { account, mfa } = runtime.options;
  if ((await findSocialAccountsOf(tx, user.id)).length > 0) return;
  const isVerified = emails.some(({ verifiedAt }) => verifiedAt !== null);
  const hasContact = isVerified || user.phoneVerifiedAt !== null;
  if (account.loginByCode.enabled && hasContact) return;
  const factors = mfa.passkeyLogin ? await findAuthenticatorsOf(tx, user.id) : [];
  if (factors.some(({ isPasswordless }) => isPasswordless)) return;
  if (user.passwordHash === null) throw new AuthError("no_password");
  if (account.emailVerification === "mandatory" && !hasContact && emails.length > 0)
    throw new AuthError("no_verified_email");
}
