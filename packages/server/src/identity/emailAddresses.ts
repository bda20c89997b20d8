import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import { deleteOtherEmails, makePrimary } from "../db/accounts/emails.ts";
import type { EmailRow } from "../db/rows.ts";
import type { AuthTransaction } from "../engine/authTransaction.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { normalizeEmailAddress } from "../lib/emailAddress.ts";
import { notify } from "./notify.ts";
import { standingEmails } from "./ownership/ownership.ts";

/** @throws AuthError `invalid`, param `email` */
export function parseEmail(typed: string): string {
  const address = normalizeEmailAddress(typed);
  if (address === null) throw new AuthError("invalid", { param: "email" });
  return address;
}

/** @throws AuthError `unknown_email` when the account does not have the address */
export function ownEmail(account: Account, typed: string): EmailRow {
  const address = normalizeEmailAddress(typed);
  const row = account.emails.find((email) => email.address === address);
  if (row === undefined) throw new AuthError("unknown_email", { param: "email" });
  return row;
}

/** The account behind a session, with all its addresses. @throws AuthError `session_gone` when it was deleted meanwhile */
export async function accountOf(request: AuthRequest, userId: string): Promise<Account> {
  const account = await findAccountById(request.runtime.database, userId);
  if (account === null) throw new AuthError("session_gone");
  return { ...account, emails: standingEmails(account.emails, request.now) };
}

/** For accounts with a single address: a newly verified one replaces the others, and the old one is notified. */
export async function keepOnlyEmail(
  request: AuthRequest,
  { account, row }: { account: Account; row: EmailRow },
  transaction: AuthTransaction,
): Promise<void> {
  const userId = account.user.id;
  await makePrimary(transaction, row);
  const replaced = await deleteOtherEmails(transaction, { userId, keptId: row.id, which: "all" });
  for (const { address, isPrimary, verifiedAt } of replaced) {
    if (!isPrimary && verifiedAt === null) continue;
    const context = { oldEmail: address, email: row.address };
    notify(request, { account, template: "email_changed", to: address, context }, transaction);
  }
  transaction.emit({ type: "email_changed", userId });
}
