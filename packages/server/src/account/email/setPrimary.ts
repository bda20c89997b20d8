import type { Account } from "../../db/accounts/accounts.ts";
import { findEmailsOf, makePrimary } from "../../db/accounts/emails.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireSession } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { primaryOf } from "../../engine/view.ts";
import { ownEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { AuthError } from "../../lib/authError.ts";
import { normalizeEmailAddress } from "../../lib/emailAddress.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { listEmails, waitingEmail } from "./list.ts";

/**
 * Makes an address the primary one; the previous one is notified.
 *
 * @throws AuthError `unknown_email`; `unverified_primary_email` while a verified one exists, or it waits for its code
 */
export async function setPrimaryEmail(request: AuthRequest, { email }: { email: string }): Promise<EmailAddress[]> {
  const current = await requireSession(request);
  const userId = current.user.id;
  await inSessionTransaction(request, current, async (transaction, user) => {
    const account = { user, emails: await findEmailsOf(transaction.tx, userId), factors: [], importedFactors: [] };
    if (isOnlyWaiting(account, current, email)) throw unverified();
    const row = ownEmail(account, email);
    if (row.verifiedAt === null && account.emails.some(({ verifiedAt }) => verifiedAt !== null)) throw unverified();
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

/** Whether the address is on the user's list because its code is awaited, and not yet the account's. */
function isOnlyWaiting({ emails }: Account, current: FoundSession, typed: string): boolean {
  const address = normalizeEmailAddress(typed);
  return address !== null && address === waitingEmail(current) && !emails.some((email) => email.address === address);
}

function unverified(): AuthError {
  return new AuthError("unverified_primary_email", { param: "email" });
}
