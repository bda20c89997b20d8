import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import type { Database } from "../db/database.ts";
import type { FlowRow } from "../db/rows.ts";
import { AuthError } from "../lib/authError.ts";
import { type Login, restoreLogin } from "./login.ts";
import type { AuthRequest } from "./request.ts";

/**
 * The login that waits in a flow, with its account read anew.
 *
 * @throws AuthError `no_pending_flow` when the account is gone, or has changed since
 */
export async function resumeLogin(request: AuthRequest, flow: FlowRow): Promise<Login> {
  const account = await accountBehind(request.runtime.database, flow);
  if (flow.userId !== null && account?.user.version !== flow.userVersion) throw new AuthError("no_pending_flow");
  return restoreLogin(flow.login, flow.id, account);
}

/** The account that a flow is about. Looked up also where nobody is behind it, so that the answer takes as long. */
export function accountBehind(
  database: Database,
  { id, userId }: Pick<FlowRow, "id" | "userId">,
): Promise<Account | null> {
  return findAccountById(database, userId ?? id);
}

/** What a hidden signup asked for to whose own contact the code of a flow went. */
export function hiddenAccountOf({ id, login, codeHash }: Pick<FlowRow, "id" | "login" | "codeHash">): Account | null {
  return codeHash === null ? null : restoreLogin(login, id, null).hiddenAccount;
}

/** The login after a step: done, and with its account as the step leaves it. */
export function afterStep(login: Login, step: string, change: (account: Account) => Account = (same) => same): Login {
  const account = login.account === null ? null : change(login.account);
  return { ...login, account, passed: [...login.passed, step] };
}
