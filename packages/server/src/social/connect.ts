import { findBySocial } from "../db/accounts/accounts.ts";
import { authState } from "../engine/authState.ts";
import { invalidateReads } from "../engine/clientState.ts";
import { requireSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { inSessionTransaction } from "../engine/transaction.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { connectAccount } from "../identity/ownership/connect.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";
import type { SocialIdentity } from "./identity.ts";

/**
 * Connects a provider account to the logged-in user; repeating it changes nothing.
 *
 * @param version the account's version when the redirect began; null: there was none
 * @throws AuthError `connected_other`, without naming the owner; `invalid_token` when the account has changed since
 */
export async function connectIdentity(
  request: AuthRequest,
  { identity, version }: { identity: SocialIdentity; version: number | null },
): Promise<AuthState> {
  const current = await requireSession(request);
  const account = await accountOf(request, current.user.id);
  await inSessionTransaction(request, current, async (transaction, user) => {
    if (version !== null && version !== user.version) throw new AuthError("invalid_token", { param: "state" });
    if (await connectAccount(request, { account, connects: identity.connection }, transaction)) return;
    const { account: owner } = await findBySocial(transaction.tx, identity);
    if (owner?.user.id !== user.id) throw new AuthError("connected_other");
  });
  invalidateReads(request);
  return authState(request);
}
