import { findAccountById, findAccountsByEmail } from "../../db/accounts.ts";
import { insertEmail, verifyEmailRow } from "../../db/emails.ts";
import { deleteFlow, type FlowRow } from "../../db/flows.ts";
import { deleteOneTimeKeysOf } from "../../db/oneTimeKeys.ts";
import type { Change } from "../../engine/change.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { newAddress } from "../../identity/draftAccount.ts";
import { keepOnlyEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";

/**
 * Gives a user an address that a code has just proved.
 *
 * @returns a refusal when another account has proved it meanwhile; the attempt stays counted
 */
export async function addVerifiedEmail(
  request: AuthRequest,
  { flow, address }: { flow: FlowRow; address: string },
  within: Change,
): Promise<Refusal | void> {
  const { tx } = within;
  const owners = await findAccountsByEmail(tx, address);
  const isTaken = owners.some(
    ({ user, emails }) =>
      user.id !== flow.userId && emails.some((email) => email.address === address && email.verifiedAt !== null),
  );
  if (isTaken) return new Refusal(new AuthError("email_taken", { param: "key" }));
  const account = flow.userId === null ? null : await findAccountById(tx, flow.userId);
  if (account === null) throw new AuthError("no_pending_flow");
  await deleteFlow(tx, flow.id);
  const known = account.emails.find((email) => email.address === address);
  const added = {
    ...newAddress(request, { userId: account.user.id, address, isPrimary: account.emails.length === 0 }),
    verifiedAt: request.now,
  };
  if (known === undefined) await insertEmail(tx, added);
  else await verifyEmailRow(tx, known.id, request.now);
  await deleteOneTimeKeysOf(tx, account.user.id, "password_reset");
  within.emit({ type: "email_verified", userId: account.user.id });
  const row = known ?? added;
  if (request.runtime.options.account.changeEmail && !row.isPrimary) return keepOnlyEmail(request, row, within);
  if (known !== undefined) return;
  within.emit({ type: "email_added", userId: account.user.id });
  notify(request, { account, template: "email_added", context: { email: address } }, within);
}
