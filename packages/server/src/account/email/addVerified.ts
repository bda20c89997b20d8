import type { Account } from "../../db/accounts/accounts.ts";
import { insertEmail, makePrimary } from "../../db/accounts/emails.ts";
import { takeFlow } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { keepOnlyEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { verifyOwnContact } from "../../identity/ownership/showUp.ts";
import { newAddress } from "../../identity/signup/buildAccount.ts";
import { AuthError } from "../../lib/authError.ts";

/**
 * Gives a user an address that was just verified within their session: by a code, or by the link of an added address.
 *
 * @param flow the step that the code answered; null for a link
 * @throws AuthError `email_taken` when another account has verified it meanwhile
 */
export async function addVerifiedEmail(
  request: AuthRequest,
  { account, address, flow }: { account: Account; address: string; flow: FlowRow | null },
  transaction: AuthTransaction,
): Promise<void> {
  const userId = account.user.id;
  const known = account.emails.find((email) => email.address === address);
  const row = known ?? newAddress(request, { userId, address, isPrimary: false });
  if (known === undefined) await insertEmail(transaction, row);
  const emails = known === undefined ? [...account.emails, row] : account.emails;
  const contact = { via: "email", recipient: address } as const;
  if (flow !== null && !(await takeFlow(transaction.tx, flow.id))) throw new AuthError("no_pending_flow");
  // Thrown, so that the address of another account is rolled back completely.
  if (!(await verifyOwnContact(request, { account: { ...account, emails }, contact }, transaction)))
    throw new AuthError("email_taken", { param: "key" });
  const isFirst = !account.emails.some(({ isPrimary }) => isPrimary);
  if (request.runtime.options.account.changeEmail && !row.isPrimary)
    return keepOnlyEmail(request, { account, row }, transaction);
  if (isFirst) await makePrimary(transaction, row);
  if (known !== undefined) return;
  transaction.emit({ type: "email_added", userId });
  notify(request, { account, template: "email_added", context: { email: address } }, transaction);
}
