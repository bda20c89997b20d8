import { deleteSocialAccount } from "../../db/credentials/socialAccounts.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { providersOf } from "../../engine/social/providers.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { assertWayIn } from "../../identity/ownership/waysIn.ts";
import { AuthError } from "../../lib/authError.ts";
import type { Connection } from "../../wire/social.ts";
import { listConnections } from "./list.ts";

/**
 * Disconnects a provider account, unless the user could no longer log in.
 *
 * @throws AuthError `not_found`; `no_password`, `no_verified_email` when nothing else lets the user log in,
 *   `disconnect_last` when nothing else could (`social.only`)
 */
export async function disconnect(
  request: AuthRequest,
  { current, provider, uid }: { current: FoundSession; provider: string; uid: string },
): Promise<Connection[]> {
  const userId = current.user.id;
  const account = await accountOf(request, userId);
  const providers = await providersOf(request);
  await inSessionTransaction(request, current, async (transaction) => {
    const { tx } = transaction;
    if ((await deleteSocialAccount(tx, { userId, provider, uid })) === null) throw new AuthError("not_found");
    await assertWayIn(tx, { userId, options: request.runtime.options, providers }, (missing) => ({ code: missing }));
    await transaction.raise(userId, { reason: "superseded" });
    transaction.emit({ type: "account_disconnected", userId, sessionId: current.session.id, detail: provider });
    const name = providers.find(({ id }) => id === provider)?.name ?? provider;
    notify(request, { account, template: "account_disconnected", context: { name } }, transaction);
  });
  return listConnections(request, userId);
}
