import { type Account, findAccountsOrDrafts, insertAccount } from "../../db/accounts/accounts.ts";
import type { Raise } from "../../db/accounts/authority.ts";
import { raiseHiddenSignup, updateHiddenSignup } from "../../db/accounts/hiddenSignups.ts";
import type { Database } from "../../db/database.ts";
import type { FlowRow, HiddenSignupRow } from "../../db/rows.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { type Login, type NewConnection, readHiddenAccount, storeHiddenAccount } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { viewAccount } from "../../engine/view.ts";
import { AuthError } from "../../lib/authError.ts";
import { connectAccount } from "../ownership/connect.ts";
import { type Contact, hasVerified, ownedAccount, standsWith, withVerified } from "../ownership/ownership.ts";
import { afterVerifying } from "../ownership/showUp.ts";
import { emailConflict } from "./conflicts.ts";

/** What a hidden signup gave is kept apart, so that what follows answers as if there were an account. */
export function hiddenRow(account: Account): HiddenSignupRow {
  const { id, phone, phoneVerifiedAt, usernameKey, passwordHash, passwordTag, createdAt } = account.user;
  return {
    id,
    phone,
    phoneVerifiedAt,
    usernameKey,
    passwordHash,
    passwordTag,
    createdAt,
    email: account.emails[0]?.address ?? null,
    draft: storeHiddenAccount(account),
  };
}

/**
 * Makes the account of a hidden signup, once nothing of it stands with somebody else any more.
 *
 * Whoever changes the address that a signup waits for gets the mail there, whether or not the first address was free:
 * otherwise a mail that never comes would tell.
 *
 * @returns null when something of it is still taken: the signup stays hidden
 */
export async function makeHiddenAccount(
  request: AuthRequest,
  { login, change: changed }: { login: Login; change: { email?: string; phone?: string } },
  transaction: AuthTransaction,
): Promise<Account | null> {
  if (login.hiddenAccount === null) return null;
  const { user, emails } = login.hiddenAccount;
  const phone = changed.phone ?? user.phone;
  const account: Account = {
    user: { ...user, phone, phoneClaim: phone },
    emails: emails.map((email, index) => (index === 0 ? movedTo(email, changed.email ?? email.address) : email)),
    factors: [],
    importedFactors: [],
  };
  return (await insertHiddenAccount(
    request,
    { account, connects: login.connects, ends: { reason: "superseded", keptFlowId: login.flowId } },
    transaction,
  ))
    ? account
    : null;
}

function movedTo(email: Account["emails"][number], address: string): Account["emails"][number] {
  return email.address === address ? email : { ...email, address, verifiedAt: null };
}

/** The account or hidden signup that whoever controls a contact may open: at most one of the two. */
export interface Owner {
  account: Account | null;
  /** What the hidden signup asked for. It gets its account once the contact is verified: {@link makeOwnersAccount}. */
  hiddenAccount: Account | null;
}

/** Whose contact it is. A hidden signup is answered as an account of which nothing stands with anybody else. */
export async function findOwner(database: Database, contact: Contact): Promise<Owner> {
  const { accounts, drafts } = await findAccountsOrDrafts(database, contact);
  const isTaken = accounts.some((account) => standsWith(account, contact));
  return {
    account: ownedAccount(contact, accounts),
    hiddenAccount: isTaken ? null : ownedAccount(contact, drafts.map(readHiddenAccount)),
  };
}

/**
 * Makes the account of a hidden signup for whoever has shown up at a contact of it. What stands with somebody else is no
 * part of it, and what else waits for the signup ends.
 *
 * @param ends what happens to its other flows: the same as to those of an account
 * @returns false when the contact is somebody else's meanwhile: the caller takes everything back
 */
export async function makeOwnersAccount(
  request: AuthRequest,
  { hiddenAccount, contact, ends }: { hiddenAccount: Account; contact: Contact; ends: Raise },
  transaction: AuthTransaction,
): Promise<boolean> {
  const { user, emails } = hiddenAccount;
  const phone = contact.via === "phone" ? user.phone : null;
  const account: Account = {
    ...hiddenAccount,
    user: { ...user, phone, phoneClaim: phone, phoneVerifiedAt: phone === null ? null : user.phoneVerifiedAt },
    emails: emails.filter(({ address }) => contact.via === "email" && address === contact.recipient),
  };
  return insertHiddenAccount(request, { account, connects: null, ends }, transaction);
}

/**
 * Notes that a contact of a hidden signup is verified, though the signup goes on waiting for what is taken.
 *
 * What else waits for the signup ends, as it would where the contact was an account's.
 */
export async function verifyHiddenContact(
  request: AuthRequest,
  { hiddenAccount, contact, keptFlowId }: { hiddenAccount: Account; contact: Contact; keptFlowId: string },
  { tx }: AuthTransaction,
): Promise<void> {
  if (hasVerified(hiddenAccount, contact)) return;
  const verified = withVerified(hiddenAccount, contact, request.now);
  const { id, phoneVerifiedAt } = verified.user;
  await updateHiddenSignup(tx, id, { phoneVerifiedAt, draft: storeHiddenAccount(verified) });
  await raiseHiddenSignup(tx, id, afterVerifying(contact, keptFlowId));
}

/**
 * What waits elsewhere for a signup that was moved to another address or number is void, whether it has an account or is
 * hidden: one statement.
 */
export async function supersedeOtherFlows(
  { account, hiddenAccount }: Pick<Login, "account" | "hiddenAccount">,
  keptFlowId: string,
  transaction: AuthTransaction,
): Promise<void> {
  const raise = { reason: "superseded", keptFlowId } as const;
  if (account !== null) await transaction.raise(account.user.id, raise);
  else if (hiddenAccount !== null) await raiseHiddenSignup(transaction.tx, hiddenAccount.user.id, raise);
}

/** Whom a flow is about, as the change leaves the account. */
export function subjectOf(
  account: Account | null,
  transaction: AuthTransaction,
): Pick<FlowRow, "userId" | "userVersion"> {
  if (account === null) return { userId: null, userVersion: null };
  return { userId: account.user.id, userVersion: transaction.versionOf(account.user) };
}

/** @returns false when something of it is taken */
async function insertHiddenAccount(
  request: AuthRequest,
  { account, connects, ends }: { account: Account; connects: NewConnection | null; ends: Raise },
  transaction: AuthTransaction,
): Promise<boolean> {
  const { options } = request.runtime;
  const shared = { email: emailConflict(options) === "share", phone: false };
  const row = hiddenRow(account);
  if (!(await insertAccount(transaction.tx, account, shared, { row, ends }))) return false;
  if (connects !== null && !(await connectAccount(request, { account, connects, isNew: true }, transaction)))
    throw new AuthError("connected_other");
  const view = viewAccount(account);
  await options.hooks.onSignup?.(view, transaction.tx);
  transaction.emit({ type: "signup", userId: view.id });
  return true;
}
