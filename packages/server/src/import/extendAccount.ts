import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import { insertEmail } from "../db/accounts/emails.ts";
import { raiseVersion } from "../db/accounts/raise.ts";
import type { Runtime } from "../engine/request.ts";
import { type Contact, hasVerified, hasVerifiedContact } from "../identity/ownership/ownership.ts";
import { newAddress } from "../identity/signup/buildAccount.ts";
import { addUnverified, freeEmails } from "./createAccount.ts";
import { addCredentials, doubtFactors } from "./credentials.ts";
import type { Draft, Import } from "./draft.ts";
import { SkippedUser } from "./skippedUser.ts";

/**
 * Adds to an account what its user has added in the old system since the last import. The caller has locked its row.
 *
 * @returns whether anything was added
 * @throws SkippedUser when the account may be another person's by now
 */
export async function extendAccount(runtime: Runtime, made: Import, transaction: AccountTransaction): Promise<boolean> {
  const { draft } = made;
  const account = await findAccountById(transaction.tx, draft.userId);
  if (account === null || !isStillTheirs(account, draft)) throw new SkippedUser({ item: "user", reason: "taken" });
  const { count } = await addCredentials(runtime, made, transaction);
  const verified = await addVerified(runtime, made, transaction);
  const emails = draft.emails.filter(({ isVerified }) => !isVerified);
  const unverified = await addUnverified(runtime, { made, emails }, transaction);
  await doubtFactors(made, transaction);
  if (count + verified + unverified === 0) return false;
  // What is pending for the account was decided without it.
  await raiseVersion(transaction, draft.userId, { reason: "superseded" });
  return true;
}

/**
 * Whether the old system's user has the account: whoever has verified a contact here that they have not verified there
 * may have taken the account over, if it was imported with an address that nobody had proved.
 */
function isStillTheirs(account: Account, { emails, phone }: Draft): boolean {
  if (!hasVerifiedContact(account)) return true;
  const theirs: Contact[] = emails
    .filter(({ isVerified }) => isVerified)
    .map(({ address }) => ({ via: "email", recipient: address }));
  if (phone !== null) theirs.push({ via: "phone", recipient: phone });
  return theirs.some((contact) => hasVerified(account, contact));
}

async function addVerified(runtime: Runtime, made: Import, transaction: AccountTransaction): Promise<number> {
  const { draft, now } = made;
  const account = await findAccountById(transaction.tx, draft.userId);
  const known = new Set(account?.emails.map(({ address }) => address));
  const added = (await freeEmails(made, transaction.tx)).filter(({ address }) => !known.has(address));
  for (const { address } of added) {
    const row = newAddress({ runtime, now }, { userId: draft.userId, address, isPrimary: false });
    await insertEmail(transaction, { ...row, verifiedAt: now });
  }
  return added.length;
}
