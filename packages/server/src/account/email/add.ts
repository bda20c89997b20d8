import { type Account, findAccountsByEmail } from "../../db/accounts.ts";
import { deleteOtherEmails, insertEmail } from "../../db/emails.ts";
import { deleteOneTimeKeysOf } from "../../db/oneTimeKeys.ts";
import type { SessionRead } from "../../db/sessions.ts";
import { type Change, change } from "../../engine/change.ts";
import { requireSession } from "../../engine/current.ts";
import { usableFactors } from "../../engine/factors.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { openSessionFlow } from "../../engine/sessionFlow.ts";
import { newAddress } from "../../identity/draftAccount.ts";
import { accountOf, parseEmail } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { countMail, verificationCode, verificationLink } from "../../identity/verificationMail.ts";
import { AuthError } from "../../lib/authError.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { listEmails } from "./list.ts";

/** So many addresses at most, whatever the app allows: each is a row, a mail and a unique index entry. */
const MOST = 50;

/**
 * Adds an address: at once but unverified (link), or once its code is given (code).
 *
 * @throws AuthError `duplicate_email`, `email_taken`, `max_email_addresses`, `rate_limited`; `add_email_blocked` to
 *   somebody with second factors where addresses are verified by link
 */
export async function addEmail(request: AuthRequest, { email }: { email: string }): Promise<EmailAddress[]> {
  const read = await requireSession(request);
  const address = parseEmail(email);
  const account = await accountOf(request, read.user.id);
  await assertAddable(request, account, address);
  const allowance = await countMail(request, address);
  const target = { read, account, address };
  await change(request, (within) =>
    request.runtime.options.account.emailVerificationBy === "code"
      ? waitForCode(request, target, within)
      : storeUnverified(request, target, within),
  ).catch(async (error: unknown) => {
    await allowance.giveBack();
    throw error;
  });
  return listEmails(request, await requireSession(request));
}

async function assertAddable(request: AuthRequest, account: Account, address: string): Promise<void> {
  const { user, emails } = account;
  const { database, options } = request.runtime;
  // An unverified address beside second factors is what an attacker would lock the address's owner out with.
  const staysUnverified = options.account.emailVerificationBy === "link" && !options.mfa.allowUnverifiedEmail;
  if (staysUnverified && usableFactors(account, options).length > 0)
    throw new AuthError("add_email_blocked", { param: "email" });
  const { changeEmail, maxEmailAddresses, preventEnumeration } = options.account;
  if (emails.some((email) => email.address === address && (email.verifiedAt !== null || !changeEmail)))
    throw new AuthError("duplicate_email", { param: "email" });
  const most = changeEmail ? MOST : (maxEmailAddresses ?? MOST);
  if (emails.length >= most) throw new AuthError("max_email_addresses", { param: "email" });
  if (preventEnumeration !== false) return;
  const owners = await findAccountsByEmail(database, address);
  if (owners.some((owner) => owner.user.id !== user.id)) throw new AuthError("email_taken", { param: "email" });
}

interface Target {
  read: SessionRead;
  account: Account;
  address: string;
}

async function waitForCode(request: AuthRequest, { read, account, address }: Target, within: Change): Promise<void> {
  const { options, random } = request.runtime;
  const id = random.uuid();
  const { message, codeHash } = verificationCode(request, { flowId: id, address, account });
  const state = { email: address, by: "code", mayChange: false };
  const { lifetime } = options.account.codes.emailVerification;
  await openSessionFlow(request, { read, flow: { id, step: "verify_email", state, codeHash, lifetime } }, within);
  within.send(message);
}

async function storeUnverified(request: AuthRequest, { account, address }: Target, within: Change): Promise<void> {
  const { tx } = within;
  const userId = account.user.id;
  const row = newAddress(request, { userId, address, isPrimary: account.emails.length === 0 });
  // With one address an account, a newer change takes the place of the one that still waits.
  if (request.runtime.options.account.changeEmail) await deleteOtherEmails(tx, row, "unverified, not primary");
  await insertEmail(tx, row);
  await deleteOneTimeKeysOf(tx, userId, "password_reset");
  const { message, store } = verificationLink(request, account, row);
  await store(tx);
  within.send(message);
  within.emit({ type: "email_added", userId });
  notify(request, { account, template: "email_added", context: { email: address } }, within);
}
