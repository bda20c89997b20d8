import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import type { Database } from "../db/database.ts";
import type { FlowRow } from "../db/rows.ts";
import { AuthError } from "../lib/authError.ts";
import { type Login, restoreLogin } from "./login.ts";
import type { AuthRequest } from "./request.ts";

/**
 * The login that waits in a flow, with its account read again.
 *
 * @throws AuthError `no_pending_flow` when the account no longer exists, or has changed since
 */
export async function resumeLogin(request: AuthRequest, flow: FlowRow): Promise<Login> {
  const account = await accountBehind(request.runtime.database, flow);
  if (flow.userId !== null && account?.user.version !== flow.userVersion) throw new AuthError("no_pending_flow");
  return restoreLogin(flow.login, flow.id, account);
}

/** The account of a flow. Looked up even where there is none, so that the response takes the same time. */
export function accountBehind(
  database: Database,
  { id, userId }: Pick<FlowRow, "id" | "userId">,
): Promise<Account | null> {
  return findAccountById(database, userId ?? id);
}

/** The requested account of a hidden signup, if the code of the flow was sent to a contact of its own. */
export function hiddenAccountOf({ id, login, codeHash }: Pick<FlowRow, "id" | "login" | "codeHash">): Account | null {
  return codeHash === null ? null : restoreLogin(login, id, null).hiddenAccount;
}

/** The login after a step: marked as passed, with the account as the step leaves it. */
export function afterStep(login: Login, step: string, change: (account: Account) => Account = (same) => same): Login {
  const account = login.account === null ? null : change(login.account);
  return { ...login, account, passed: [...login.passed, step] };
}
