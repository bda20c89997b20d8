import { type Account, findAccountById } from "../db/accounts.ts";
import type { FlowRow } from "../db/flows.ts";
import { AuthError } from "../lib/authError.ts";
import { type Login, restoreLogin } from "./login.ts";
import type { AuthRequest } from "./request.ts";

/**
 * The login that waits in a flow, with its account read anew.
 *
 * @throws AuthError `no_pending_flow` when the account is gone
 */
export async function resumeLogin(request: AuthRequest, flow: FlowRow): Promise<Login> {
  const account = flow.userId === null ? null : await findAccountById(request.runtime.database, flow.userId);
  if (flow.userId !== null && account === null) throw new AuthError("no_pending_flow");
  return restoreLogin(flow.login, flow.id, account);
}

/** The login after a step: done, and with its account as the step leaves it. */
export function afterStep(login: Login, step: string, change: (account: Account) => Account = (same) => same): Login {
  const account = login.account === null ? null : change(login.account);
  return { ...login, account, passed: [...login.passed, step] };
}

/** An account in which this address is proved. */
export function withVerifiedEmail(address: string, at: Date): (account: Account) => Account {
  return ({ emails, ...account }) => ({
    ...account,
    emails: emails.map((email) =>
      email.address === address ? { ...email, verifiedAt: email.verifiedAt ?? at } : email,
    ),
  });
}

/** An account in which its number is proved. */
export function withVerifiedPhone(at: Date): (account: Account) => Account {
  return ({ user, ...account }) => ({ ...account, user: { ...user, phoneVerifiedAt: user.phoneVerifiedAt ?? at } });
}
