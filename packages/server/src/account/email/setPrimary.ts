import { findEmailsOf, makePrimary } from "../../db/accounts/emails.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireSession } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { primaryOf } from "../../engine/view.ts";
import { ownEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { AuthError } from "../../lib/authError.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { listEmails } from "./list.ts";

/**
 * Makes an address the primary one; the previous one is notified.
 *
 * @throws AuthError `unknown_email`; `unverified_primary_email` while a verified one exists
 */
export async function setPrimaryEmail(request: AuthRequest, { email }: { email: string }): Promise<EmailAddress[]> {
  const current = await requireSession(request);
  const userId = current.user.id;
  await inSessionTransaction(request, current, async (transaction, user) => {
    const account = { user, emails: await findEmailsOf(transaction.tx, userId), factors: [], importedFactors: [] };
    const row = ownEmail(account, email);
    if (row.verifiedAt === null && account.emails.some(({ verifiedAt }) => verifiedAt !== null))
      throw new AuthError("unverified_primary_email", { param: "email" });
    const former = primaryOf(account);
    if (former?.id === row.id) return;
    transaction.afterCommit(() => invalidateReads(request));
    await makePrimary(transaction, row);
    await transaction.raise(userId, { reason: "superseded" });
    transaction.emit({ type: "email_changed", userId });
    const context = { oldEmail: former?.address ?? "", email: row.address };
    notify(request, { account, template: "email_changed", to: former?.address, context }, transaction);
  });
  return listEmails(request, await requireSession(request));
}
