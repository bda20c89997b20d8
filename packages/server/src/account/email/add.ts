import { type Account, findAccountById } from "../../db/accounts/accounts.ts";
import { deleteOtherEmails, dropExpiredAdded, insertEmail } from "../../db/accounts/emails.ts";
import { deleteOneTimeKeysOf } from "../../db/oneTimeKeys.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { requireSession } from "../../engine/current.ts";
import { hasFactor } from "../../engine/factors.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { openSessionFlow } from "../../engine/sessions/sessionFlow.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf, parseEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { belongsToSomebody } from "../../identity/signup/belongsToSomebody.ts";
import { newAddress } from "../../identity/signup/buildAccount.ts";
import { countMail, verificationCode, verificationLink } from "../../identity/verificationMail.ts";
import { AuthError } from "../../lib/authError.ts";
import { later } from "../../lib/instants.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { listEmails } from "./list.ts";

/** The maximum of addresses, whatever the app allows: each is a row, a mail and a unique index entry. */
const MAX_ADDRESSES = 50;

/**
 * Adds an address: immediately but unverified (link), or once its code is entered (code).
 *
 * @throws AuthError `duplicate_email`, `email_taken`, `max_email_addresses`, `rate_limited`; `add_email_blocked` for a
 *   user with second factors where addresses are verified by link
 */
export async function addEmail(request: AuthRequest, { email }: { email: string }): Promise<EmailAddress[]> {
  const current = await requireSession(request);
  const address = parseEmail(email);
  assertAddable(request, await accountOf(request, current.user.id), address);
  await assertFree(request, current, address);
  const allowance = await countMail(request, address);
  await withAllowance(allowance, () =>
    inSessionTransaction(request, current, async (transaction, user) => {
      await dropExpiredAdded(transaction, user.id, request.now);
      const account = await findAccountById(transaction.tx, user.id);
      if (account === null) throw new AuthError("session_gone");
      assertAddable(request, account, address);
      const target = { current, account, address };
      return request.runtime.options.account.emailVerificationBy === "code"
        ? waitForCode(request, target, transaction)
        : storeAdded(request, target, transaction);
    }),
  );
  return listEmails(request, await requireSession(request));
}

/** Checked early, and again on the locked account. */
function assertAddable(request: AuthRequest, account: Account, address: string): void {
  const { emails } = account;
  const { options } = request.runtime;
  // With an unverified address and second factors, an attacker could lock out the address's owner.
  const staysUnverified = options.account.emailVerificationBy === "link" && !options.mfa.allowUnverifiedEmail;
  if (staysUnverified && hasFactor(account, options)) throw new AuthError("add_email_blocked", { param: "email" });
  const { changeEmail, maxEmailAddresses } = options.account;
  if (emails.some((row) => row.address === address && (row.verifiedAt !== null || !changeEmail)))
    throw new AuthError("duplicate_email", { param: "email" });
  const most = changeEmail ? MAX_ADDRESSES : (maxEmailAddresses ?? MAX_ADDRESSES);
  if (emails.length >= most) throw new AuthError("max_email_addresses", { param: "email" });
}

async function assertFree(request: AuthRequest, { user }: FoundSession, address: string): Promise<void> {
  const { database, options } = request.runtime;
  if (options.account.preventEnumeration !== false) return;
  if (await belongsToSomebody(database, { via: "email", recipient: address }, user))
    throw new AuthError("email_taken", { param: "email" });
}

interface Target {
  current: FoundSession;
  account: Account;
  address: string;
}

async function waitForCode(
  request: AuthRequest,
  { current, account, address }: Target,
  transaction: AuthTransaction,
): Promise<void> {
  const { options, random } = request.runtime;
  const id = random.uuid();
  const { message, codeHash } = verificationCode(request, { flowId: id, address, account });
  const state = { email: address, by: "code", mayChange: false };
  const { lifetime } = options.account.codes.emailVerification;
  const flow = { id, step: "verify_email", state, codeHash, lifetime, subject: account.user } as const;
  await openSessionFlow(request, { current, flow }, transaction);
  transaction.send(message);
}

/**
 * Stores an address that waits for its link. Until it is verified it neither blocks nor grants anything, and it expires
 * with the link.
 */
async function storeAdded(
  request: AuthRequest,
  { account, address }: Target,
  transaction: AuthTransaction,
): Promise<void> {
  const { tx } = transaction;
  const userId = account.user.id;
  const { changeEmail, links } = request.runtime.options.account;
  // With one address per account, a newer change replaces the one that is still pending.
  if (changeEmail) await deleteOtherEmails(transaction, { userId, keptId: null, which: "added" });
  const row = {
    ...newAddress(request, { userId, address, isPrimary: false }),
    addedUntil: later(request.now, links.emailVerification),
  };
  await insertEmail(transaction, row);
  // A reset that was requested before was for fewer addresses than the account has now (allauth does the same).
  await deleteOneTimeKeysOf(tx, userId, "password_reset");
  const { message, store } = verificationLink(request, { account, isHidden: false }, row);
  await store(tx);
  transaction.send(message);
  transaction.emit({ type: "email_added", userId });
  notify(request, { account, template: "email_added", context: { email: address } }, transaction);
}
