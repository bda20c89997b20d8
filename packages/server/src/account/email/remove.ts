import { deleteEmail } from "../../db/emails.ts";
import { deleteSessionFlows } from "../../db/flows.ts";
import { deleteOneTimeKeysOf } from "../../db/oneTimeKeys.ts";
import { change } from "../../engine/change.ts";
import { requireSession } from "../../engine/current.ts";
import { forgetReads } from "../../engine/forget.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountOf, ownEmail, parseEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
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
  const account = await accountOf(request, read.user.id);
  const address = parseEmail(email);
  const isWaiting = waitingEmail(read) === address && !account.emails.some((row) => row.address === address);
  await change(request, async (within) => {
    within.afterCommit(() => forgetReads(request));
    if (isWaiting) return deleteSessionFlows(within.tx, read.session.id, ["verify_email"]);
    const row = ownEmail(account, address);
    const { loginMethods } = request.runtime.options.account;
    const isOnlyWayIn = account.emails.length === 1 && loginMethods.length === 1 && loginMethods[0] === "email";
    const removed = isOnlyWayIn ? null : await deleteEmail(within.tx, row);
    if (removed === null) throw new AuthError("cannot_remove_primary_email", { param: "email" });
    await deleteOneTimeKeysOf(within.tx, read.user.id, "password_reset");
    within.emit({ type: "email_removed", userId: read.user.id });
    notify(request, { account, template: "email_removed", context: { email: address } }, within);
  });
  return listEmails(request, await requireSession(request));
}
