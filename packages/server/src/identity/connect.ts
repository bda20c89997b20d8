import type { Account } from "../db/accounts.ts";
import { insertSocialAccount } from "../db/socialAccounts.ts";
import type { Change } from "../engine/change.ts";
import type { NewConnection } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";

/** Connects a provider account to an account that is being made. @throws AuthError `connected_other` */
export async function connectNew(
  { now }: AuthRequest,
  { account, connects }: { account: Account; connects: NewConnection },
  within: Change,
): Promise<void> {
  const userId = account.user.id;
  if (!(await insertSocialAccount(within.tx, { ...connects, userId, createdAt: now })))
    throw new AuthError("connected_other");
  within.emit({ type: "account_connected", userId, detail: connects.provider });
}
