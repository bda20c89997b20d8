import { findAccountBySocial } from "../db/accounts.ts";
import { insertSocialAccount } from "../db/socialAccounts.ts";
import { authState } from "../engine/authState.ts";
import { change } from "../engine/change.ts";
import { requireSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { notify } from "../identity/notify.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";
import { findProvider } from "./findProvider.ts";
import type { SocialIdentity } from "./identity.ts";

/**
 * Connects a provider account to whoever is logged in; again, it stays as it is.
 *
 * @throws AuthError `connected_other`, without saying whose it is
 */
export async function connectIdentity(request: AuthRequest, identity: SocialIdentity): Promise<AuthState> {
  const read = await requireSession(request);
  const userId = read.user.id;
  const account = await accountOf(request, userId);
  await change(request, async (within) => {
    const row = { ...identity.connection, userId, createdAt: request.now };
    if (!(await insertSocialAccount(within.tx, row))) {
      const owner = await findAccountBySocial(within.tx, identity);
      if (owner?.user.id !== userId) throw new AuthError("connected_other");
      return;
    }
    within.emit({ type: "account_connected", userId, sessionId: read.session.id, detail: identity.provider });
    const { name } = findProvider(request, identity.provider);
    notify(request, { account, template: "account_connected", context: { name } }, within);
  });
  return authState(request);
}
