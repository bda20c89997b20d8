import { deleteEmail, findEmailsOf } from "../../db/accounts/emails.ts";
import { deleteSessionFlows } from "../../db/flows.ts";
import { changeInSession } from "../../engine/change.ts";
import { requireSession } from "../../engine/current.ts";
import { forgetReads } from "../../engine/forget.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { ownEmail, parseEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { assertWayIn } from "../../identity/ownership/waysIn.ts";
import { AuthError } from "../../lib/authError.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { listEmails, waitingEmail } from "./list.ts";

/**
 * Takes an address from the account, or drops the one that waits for its code.
 *
 * @throws AuthError `unknown_email`; `cannot_remove_primary_email` while there are others, or when nobody could log in
 */
export async function removeEmail(request: AuthRequest, { email }: { email: string }): Promise<EmailAddress[]> {
  const read = await requireSession(request);
  const address = parseEmail(email);
  const userId = read.user.id;
  await changeInSession(request, read, async (within, user) => {
    within.afterCommit(() => forgetReads(request));
    const account = { user, emails: await findEmailsOf(within.tx, userId), factors: [] };
    const isWaiting = waitingEmail(read) === address && !account.emails.some((row) => row.address === address);
    if (isWaiting) return deleteSessionFlows(within.tx, read.session.id, ["verify_email"]);
    const row = ownEmail(account, address);
    const refused = { code: "cannot_remove_primary_email", param: "email" } as const;
    if (row.isPrimary && account.emails.length > 1) throw new AuthError([refused]);
    await deleteEmail(within.tx, row.id);
    await assertWayIn(within.tx, { userId, options: request.runtime.options }, () => refused);
    if (row.verifiedAt !== null) await within.raise(userId, { reason: "superseded" });
    within.emit({ type: "email_removed", userId });
    notify(request, { account, template: "email_removed", context: { email: address } }, within);
  });
  return listEmails(request, await requireSession(request));
}
