import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import { insertEmail } from "../db/accounts/emails.ts";
import { insertAccount } from "../db/accounts/insertAccount.ts";
import { holdUsername, isUsernameTaken } from "../db/accounts/users.ts";
import { forgetImports, isPhoneVerified, verifiedAmong } from "../db/imports.ts";
import type { Runtime } from "../engine/request.ts";
import { hasVerifiedContact } from "../identity/ownership/ownership.ts";
import { missingWayIn } from "../identity/ownership/waysIn.ts";
import { newAddress } from "../identity/signup/buildAccount.ts";
import { earliest, later } from "../lib/instants.ts";
import type { Username } from "../lib/username.ts";
import { addCredentials, doubtFactors } from "./credentials.ts";
import { type Draft, type DraftEmail, type Import, problemOf } from "./draft.ts";
import { SkippedUser } from "./skippedUser.ts";

const DAY = 24 * 60 * 60;
/** Seconds for which an unverified address is kept for its user to verify. */
const UNVERIFIED_LIFETIME = 90 * DAY;
/** The same of the only one that there is: where verification is mandatory, its login waits for it, however late. */
const ONLY_LIFETIME = 36_500 * DAY;

/**
 * Stores a new user. What others have is left out; a user who could not log in then is not imported.
 *
 * @throws SkippedUser
 */
export async function insertUser(runtime: Runtime, made: Import, transaction: AccountTransaction): Promise<void> {
  const account = await newAccount(runtime, made, transaction);
  // Whether an identifier is taken was decided above: the unique indexes meet who takes one at the same time.
  await insertAccount(transaction.tx, account, { email: true, phone: true });
  const { connections, passkeys } = await addCredentials(runtime, made, transaction);
  const unverified = made.draft.emails.filter(({ isVerified }) => !isVerified);
  const { providers: given } = runtime.options.social;
  // Where each request has its own, the app does not say here which of them lets this user log in.
  const providers = typeof given === "function" ? [] : given;
  const hasWayIn =
    hasVerifiedContact(account) ||
    missingWayIn({ ...account, connections, passkeys, providers }, runtime.options) === null;
  const own = hasWayIn ? undefined : ownAddress(made, unverified);
  if (own !== undefined && (await verifiedAmong(transaction.tx, [own.address], made.draft.userId)).size > 0)
    throw new SkippedUser(problemOf("email", "taken", own.oldId));
  await addUnverified(runtime, { made, own, emails: unverified }, transaction);
  await doubtFactors(made, transaction);
}

/**
 * The unverified address that is to be the account's own, since there is no other way in.
 *
 * @throws SkippedUser where the app does not accept that, or there is none
 */
function ownAddress({ draft, options }: Import, [first]: readonly DraftEmail[]): DraftEmail {
  if (first === undefined || draft.passwordHash === null) {
    // What has taken their way in, if anything has, is more useful to know.
    const taken = draft.emails.length > 0 && first === undefined;
    throw new SkippedUser(taken ? { item: "email", reason: "taken" } : { item: "user", reason: "no_way_in" });
  }
  if (options.accept?.unverified !== true) throw new SkippedUser({ item: "user", reason: "unverified" });
  return first;
}

async function newAccount(runtime: Runtime, made: Import, { tx }: AccountTransaction): Promise<Account> {
  const { draft, now, problems } = made;
  const { userId, user, phone } = draft;
  const name = await freeUsername(draft, made, tx);
  const isPhoneTaken = phone !== null && (await isPhoneVerified(tx, phone));
  if (isPhoneTaken) problems.push({ item: "phone", reason: "taken" });
  const ownPhone = isPhoneTaken ? null : phone;
  const { createdAt = now } = user;
  const emails = await freeEmails(made, tx);
  return {
    user: {
      id: userId,
      username: name?.username ?? null,
      usernameKey: name?.key ?? null,
      phone: ownPhone,
      phoneVerifiedAt: ownPhone === null ? null : now,
      phoneClaim: null,
      passwordHash: draft.passwordHash,
      passwordTag: null,
      isActive: user.isActive ?? true,
      data: { ...user.data },
      createdAt: earliest(createdAt, now),
      lastLoginAt: null,
      version: 0,
    },
    emails: emails.map(({ address }, index) => ({
      ...newAddress({ runtime, now }, { userId, address, isPrimary: index === 0 }),
      verifiedAt: now,
    })),
    factors: [],
    importedFactors: [],
  };
}

async function freeUsername(
  { username, userId }: Draft,
  { problems }: Import,
  tx: AccountTransaction["tx"],
): Promise<Username | null> {
  if (username === null) return null;
  await holdUsername(tx, username.key);
  if (!(await isUsernameTaken(tx, { usernameKey: username.key, userId }))) return username;
  problems.push({ item: "username", reason: "taken" });
  return null;
}

/** The verified addresses that no other account has verified and that were not imported before. */
export async function freeEmails(
  { draft, fresh, problems }: Import,
  tx: AccountTransaction["tx"],
): Promise<DraftEmail[]> {
  const emails = draft.emails.filter(({ isVerified, key }) => isVerified && fresh.has(key));
  const addresses = emails.map(({ address }) => address);
  const taken = await verifiedAmong(tx, addresses, draft.userId);
  const others = emails.filter(({ address }) => taken.has(address));
  for (const { oldId } of others) problems.push(problemOf("email", "taken", oldId));
  await forgetImports(
    tx,
    others.map(({ key }) => key),
  );
  return emails.filter(({ address }) => !taken.has(address));
}

/**
 * Stores addresses that nobody has proved to read. They open nothing and block nobody, as if their user had added them
 * here and was still to verify them; only `own`, which comes first, is like the address of a signup. Without a verified
 * address, the first one is the primary one, so that a login waits for it where the app requires that.
 */
export async function addUnverified(
  runtime: Runtime,
  { made, own, emails }: { made: Import; own?: DraftEmail | undefined; emails: readonly DraftEmail[] },
  transaction: AccountTransaction,
): Promise<number> {
  const { draft, fresh, now, problems } = made;
  const account = await findAccountById(transaction.tx, draft.userId);
  const known = new Set(account?.emails.map(({ address }) => address));
  const added = emails.filter(({ key, address }) => fresh.has(key) && !known.has(address));
  let hasPrimary = account?.emails.some(({ isPrimary }) => isPrimary) ?? false;
  for (const email of added) {
    const isPrimary = !hasPrimary;
    hasPrimary = true;
    const addedUntil = email === own ? null : later(now, isPrimary ? ONLY_LIFETIME : UNVERIFIED_LIFETIME);
    const row = newAddress({ runtime, now }, { userId: draft.userId, address: email.address, isPrimary });
    await insertEmail(transaction, { ...row, addedUntil });
    problems.push(problemOf("email", "unverified", email.oldId));
  }
  return added.length;
}
