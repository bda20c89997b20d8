import { makePrimary } from "../../db/emails.ts";
import { deleteOneTimeKeysOf } from "../../db/oneTimeKeys.ts";
import { change } from "../../engine/change.ts";
import { requireSession } from "../../engine/current.ts";
import { forgetReads } from "../../engine/forget.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { primaryOf } from "../../engine/view.ts";
import { accountOf, ownEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { AuthError } from "../../lib/authError.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { listEmails } from "./list.ts";

/**
 * Makes an address the primary one; the former one is told.
 *
 * @throws AuthError `unknown_email`; `unverified_primary_email` while a verified one exists
 */
export async function setPrimaryEmail(request: AuthRequest, { email }: { email: string }): Promise<EmailAddress[]> {
  const read = await requireSession(request);
  const account = await accountOf(request, read.user.id);
  const row = ownEmail(account, email);
  if (row.verifiedAt === null && account.emails.some(({ verifiedAt }) => verifiedAt !== null))
    throw new AuthError("unverified_primary_email", { param: "email" });
  const former = primaryOf(account);
  if (former?.id !== row.id) {
    await change(request, async (within) => {
      within.afterCommit(() => forgetReads(request));
      if (!(await makePrimary(within.tx, row))) throw new AuthError("unknown_email", { param: "email" });
      await deleteOneTimeKeysOf(within.tx, read.user.id, "password_reset");
      within.emit({ type: "email_changed", userId: read.user.id });
      const context = { oldEmail: former?.address ?? "", email: row.address };
      notify(request, { account, template: "email_changed", to: former?.address, context }, within);
    });
  }
  return listEmails(request, await requireSession(request));
}
