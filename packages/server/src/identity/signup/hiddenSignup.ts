import { type Account, findAccountsOrDrafts } from "../../db/accounts/accounts.ts";
import { raiseHiddenSignup, updateHiddenSignup } from "../../db/accounts/hiddenSignups.ts";
import { insertAccount } from "../../db/accounts/insertAccount.ts";
import type { Raise } from "../../db/accounts/raise.ts";
import type { Database } from "../../db/database.ts";
import type { HiddenSignupRow } from "../../db/rows.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { type Login, type NewConnection, readHiddenAccount, storeHiddenAccount } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { viewAccount } from "../../engine/view.ts";
import { AuthError } from "../../lib/authError.ts";
import { connectAccount } from "../ownership/connect.ts";
import {
  type Contact,
  hasVerified,
  ownedAccount,
  standsWith,
  withMovedEmail,
  withVerified,
} from "../ownership/ownership.ts";
import { afterVerifying } from "../ownership/showUp.ts";
import { emailConflict } from "./conflicts.ts";

/** What a hidden signup gave is kept apart, so that what follows answers as if there were an account. */
export function hiddenRow(account: Account, connects: NewConnection | null): HiddenSignupRow {
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
    provider: connects?.provider ?? null,
    uid: connects?.uid ?? null,
  };
}

/**
 * Makes the account of a hidden signup, once nothing of it stands with somebody else any more.
 *
 * @returns false when something of it is still taken: the signup stays hidden
 */
export function makeHiddenAccount(
  request: AuthRequest,
  { hiddenAccount, login }: { hiddenAccount: Account; login: Pick<Login, "connects" | "flowId"> },
  transaction: AuthTransaction,
): Promise<boolean> {
  const ends = { reason: "superseded", keptFlowId: login.flowId } as const;
  return insertHiddenAccount(
    request,
    { account: hiddenAccount, connects: login.connects, ends, contact: null },
    transaction,
  );
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
  return insertHiddenAccount(request, { account, connects: null, ends, contact }, transaction);
}

/** The login of a hidden signup, as it goes on once a contact of it is verified. */
export function afterHiddenStep(login: Login, contact: Contact, at: Date): Login {
  const { hiddenAccount: before, email } = login;
  if (before === null) return login;
  const moved = contact.via === "email" ? withMovedEmail(before, email, contact.recipient) : before;
  const hiddenAccount = withVerified(moved, contact, at);
  const hidden = login.hidden.filter((what) => what !== contact.via);
  if (hidden.length > 0) return { ...login, hiddenAccount, hidden };
  return { ...login, account: hiddenAccount, hiddenAccount: null, hidden };
}

/**
 * Verifies a contact of a hidden signup from within it. With nothing left that is taken, its account is made; otherwise it
 * is noted, and the signup goes on waiting for the rest.
 *
 * @param after what {@link afterHiddenStep} made of the login
 * @param keptFlowId the flow in which that happens, if it goes on
 * @returns false when something of it is taken meanwhile
 */
export async function verifyHiddenContact(
  request: AuthRequest,
  {
    login,
    after,
    contact,
    keptFlowId,
  }: { login: Login; after: Login; contact: Contact; keptFlowId: string | undefined },
  transaction: AuthTransaction,
): Promise<boolean> {
  const ends = afterVerifying(contact, keptFlowId);
  const { account, hiddenAccount } = after;
  if (account !== null) {
    const made = { account, connects: after.connects, ends, contact };
    if (!(await insertHiddenAccount(request, made, transaction))) return false;
    await transaction.raise(account.user.id, ends);
    return true;
  }
  if (hiddenAccount === null || login.hiddenAccount === null || hasVerified(login.hiddenAccount, contact)) return true;
  const { id, phone, phoneVerifiedAt } = hiddenAccount.user;
  const email = hiddenAccount.emails[0]?.address ?? null;
  const draft = storeHiddenAccount(hiddenAccount);
  await updateHiddenSignup(transaction.tx, id, { email, phone, phoneVerifiedAt, draft });
  await raiseHiddenSignup(transaction.tx, id, ends);
  return true;
}

/** @param contact the one of it that was just proved, if any @returns false when something of it is taken */
async function insertHiddenAccount(
  request: AuthRequest,
  {
    account,
    connects,
    ends,
    contact,
  }: { account: Account; connects: NewConnection | null; ends: Raise; contact: Contact | null },
  transaction: AuthTransaction,
): Promise<boolean> {
  const { options } = request.runtime;
  const shared = { email: emailConflict(options) === "share", phone: false };
  const row = hiddenRow(account, connects);
  const hidden = { row, email: account.emails[0] ?? null, ends, proved: contact?.recipient ?? null };
  if (!(await insertAccount(transaction.tx, account, shared, hidden))) return false;
  if (connects !== null && !(await connectAccount(request, { account, connects, isNew: true }, transaction)))
    throw new AuthError("connected_other");
  const view = viewAccount(account);
  await options.hooks.onSignup?.(view, transaction.tx);
  transaction.emit({ type: "signup", userId: view.id });
  return true;
}
