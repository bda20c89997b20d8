import { type Account, findAccountsOrDrafts } from "../../db/accounts/accounts.ts";
import { raiseHiddenSignup, updateHiddenSignup } from "../../db/accounts/hiddenSignups.ts";
import { insertAccount } from "../../db/accounts/insertAccount.ts";
import type { Raise } from "../../db/accounts/raise.ts";
import type { SeenOwner } from "../../db/accounts/seenOwner.ts";
import type { Database } from "../../db/database.ts";
import { transactionForHooks } from "../../db/driver/namedStatements.ts";
import type { HiddenSignupRow } from "../../db/rows.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { storeHiddenAccount } from "../../engine/hiddenAccount.ts";
import type { Login, NewConnection } from "../../engine/login.ts";
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
import { emailConflict, phoneConflict } from "./conflicts.ts";
import { readableAccounts } from "./givenAccounts.ts";

/** The contents of a hidden signup are stored, so that later calls are answered as if there were an account. */
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
 * Creates the account of a hidden signup, once none of its contacts is taken any more.
 *
 * @returns false when one is still taken: the signup remains hidden
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

/** The account or hidden signup that the person who controls a contact may open: at most one of the two. */
export interface Owner {
  account: Account | null;
  /**
   * The account that the hidden signup requested. It is created once the contact is verified: {@link
   * makeOwnersAccount}.
   */
  hiddenAccount: Account | null;
  /** Whether an account has the contact that has not verified it: the hidden signup then waits for this contact. */
  isContested: boolean;
}

/**
 * The owner of a contact. A hidden signup is treated as an account of which no contact is taken: one that has verified the
 * contact, for example through a provider, comes before an account that has not.
 */
export async function findOwner(database: Database, contact: Contact): Promise<Owner> {
  const { accounts, drafts } = await findAccountsOrDrafts(database, contact);
  const hidden = readableAccounts(drafts);
  const isOurs = (account: Account) => hasVerified(account, contact);
  const isTaken = accounts.some((account) => standsWith(account, contact));
  const isHidden = !accounts.some(isOurs) && (hidden.some(isOurs) || !isTaken);
  return isHidden
    ? { account: null, hiddenAccount: ownedAccount(contact, hidden), isContested: isTaken }
    : { account: ownedAccount(contact, accounts), hiddenAccount: null, isContested: false };
}

/** The owner as it was found, for the statement that stores what was requested for it. */
export function asSeen({ account, hiddenAccount }: Pick<Owner, "account" | "hiddenAccount">): SeenOwner {
  if (account !== null) return { kind: "account", id: account.user.id, version: account.user.version };
  if (hiddenAccount === null) return { kind: "nobody" };
  const { user, emails } = hiddenAccount;
  const signup = {
    id: user.id,
    email: emails[0]?.address ?? null,
    isEmailVerified: emails[0] !== undefined && emails[0].verifiedAt !== null,
    phone: user.phone,
    isPhoneVerified: user.phoneVerifiedAt !== null,
  };
  return { kind: "hidden signup", signup };
}

/** The account of a hidden signup as {@link makeOwnersAccount} creates it: without contacts that are taken. */
export function ownersAccount({ user, emails, ...rest }: Account, contact: Contact, keepsPhone = false): Account {
  const phone = contact.via === "phone" || keepsPhone ? user.phone : null;
  return {
    ...rest,
    user: { ...user, phone, phoneClaim: phone, phoneVerifiedAt: phone === null ? null : user.phoneVerifiedAt },
    emails: emails.filter(({ address }) => contact.via === "email" && address === contact.recipient),
  };
}

/**
 * Creates the account of a hidden signup when its owner has shown up at one of its contacts. Contacts that are taken
 * are left out, and what else is pending for the signup ends.
 *
 * @param ends what happens to its other flows: the same as to those of an account
 * @param keepsPhone whether its number is kept, unverified: the same as that of an account
 * @returns false when the contact is taken meanwhile: the caller takes everything back
 */
export async function makeOwnersAccount(
  request: AuthRequest,
  {
    hiddenAccount,
    contact,
    ends,
    keepsPhone = false,
  }: { hiddenAccount: Account; contact: Contact; ends: Raise; keepsPhone?: boolean },
  transaction: AuthTransaction,
): Promise<boolean> {
  const account = ownersAccount(hiddenAccount, contact, keepsPhone);
  return insertHiddenAccount(request, { account, connects: null, ends, contact }, transaction);
}

/** The login of a hidden signup, as it continues once one of its contacts is verified. */
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
 * Verifies a contact of a hidden signup from within it. If no other contact is taken, its account is created; otherwise
 * the verification is stored, and the signup keeps waiting for the rest.
 *
 * @param after the result of {@link afterHiddenStep}
 * @param keptFlowId the flow in which that happens, if it continues
 * @returns false when one of its contacts is taken meanwhile
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
  // A login of nobody, whatever code was typed.
  if (hiddenAccount === null || login.hiddenAccount === null) return false;
  if (hasVerified(login.hiddenAccount, contact)) return true;
  const { id, phone, phoneVerifiedAt } = hiddenAccount.user;
  const email = hiddenAccount.emails[0]?.address ?? null;
  const draft = storeHiddenAccount(hiddenAccount);
  await updateHiddenSignup(transaction.tx, id, { email, phone, phoneVerifiedAt, draft });
  await raiseHiddenSignup(transaction.tx, { id, verified: verifiedContacts(hiddenAccount) }, ends);
  return true;
}

/** @param contact the one that was just proved, if any @returns false when one of its contacts is taken */
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
  const shared = { email: emailConflict(options) === "share", phone: phoneConflict(options) === "share" };
  const row = hiddenRow(account, connects);
  const verified = [...new Set([...verifiedContacts(account), ...(contact === null ? [] : [contact.recipient])])];
  const hidden = { row, email: account.emails[0] ?? null, ends, verified, proved: contact?.recipient ?? null };
  if (!(await insertAccount(transaction.tx, account, shared, hidden))) return false;
  if (connects !== null && !(await connectAccount(request, { account, connects, isNew: true }, transaction)))
    throw new AuthError("connected_other");
  const view = viewAccount(account);
  await options.hooks.onSignup?.(view, transactionForHooks(transaction.tx));
  // As of an account that was created when and where it signed up, and has verified a contact now.
  transaction.emit({ type: "signup", at: account.user.createdAt, userId: view.id, ...account.origin });
  if (contact !== null)
    transaction.emit({ type: contact.via === "email" ? "email_verified" : "phone_verified", userId: view.id });
  return true;
}

function verifiedContacts({ user, emails }: Account): string[] {
  const addresses = emails.filter(({ verifiedAt }) => verifiedAt !== null).map(({ address }) => address);
  return user.phone === null || user.phoneVerifiedAt === null ? addresses : [...addresses, user.phone];
}
