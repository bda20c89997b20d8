import { deleteEmail, findEmailsOf } from "../../db/accounts/emails.ts";
import { deleteSessionFlows } from "../../db/endedFlows.ts";
import { endsOf } from "../../engine/audit/events.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireSession } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { providersOf } from "../../engine/social/providers.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { ownEmail, parseEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { assertWayIn } from "../../identity/ownership/waysIn.ts";
import { AuthError } from "../../lib/authError.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { listEmails, waitingEmail } from "./list.ts";

/**
 * Removes an address from the account, or drops the one that waits for its code.
 *
 * @throws AuthError `unknown_email`; `cannot_remove_primary_email` while there are others, or when the user could no
 *   longer log in
 */
export async function removeEmail(request: AuthRequest, { email }: { email: string }): Promise<EmailAddress[]> {
  const current = await requireSession(request);
  const address = parseEmail(email);
  const userId = current.user.id;
  const providers = await providersOf(request);
  await inSessionTransaction(request, current, async (transaction, user) => {
    transaction.afterCommit(() => invalidateReads(request));
    const account = { user, emails: await findEmailsOf(transaction.tx, userId), factors: [], importedFactors: [] };
    const isWaiting = waitingEmail(current) === address && !account.emails.some((row) => row.address === address);
    if (isWaiting) {
      const waiting = await deleteSessionFlows(transaction.tx, current.session.id, ["verify_email"]);
      for (const end of endsOf("flow_cancelled", waiting)) transaction.emit(end);
      return;
    }
    const row = ownEmail(account, address);
    const refused = { code: "cannot_remove_primary_email", param: "email" } as const;
    if (row.isPrimary && account.emails.length > 1) throw new AuthError([refused]);
    await deleteEmail(transaction, row);
    await assertWayIn(transaction.tx, { userId, options: request.runtime.options, providers }, () => refused);
    if (row.verifiedAt !== null) await transaction.raise(userId, { reason: "superseded" });
    transaction.emit({ type: "email_removed", userId });
    notify(request, { account, template: "email_removed", context: { email: address } }, transaction);
  });
  return listEmails(request, await requireSession(request));
}
