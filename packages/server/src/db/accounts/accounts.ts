import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { MfaType } from "../../wire/mfa.ts";
import type { ClientKind } from "../../wire/protocol.ts";
import type { LoginMethod } from "../../wire/session.ts";
import type { Database } from "../database.ts";
import { builtOnce } from "../driver/builtOnce.ts";
import type { EmailRow, UserRow } from "../rows.ts";
import { emailAddresses, users } from "../tables/accounts.ts";
import { authenticators, recoveryCodes, socialAccounts } from "../tables/credentials.ts";
import { type AccountTransaction, noteChange } from "./accountTransaction.ts";
import { draftsOf, type GivenDraft, readDrafts } from "./givenDrafts.ts";
import { draftBySocial, type FoundDraft } from "./hiddenSignups.ts";

/** A user with every address, the primary one first. */
export interface Account {
  user: UserRow;
  emails: EmailRow[];
  /** The kinds of second factor that the user has, in allauth's order; recovery codes only while one is unused. */
  factors: MfaType[];
  /** Those that the app imported and vouches for. */
  importedFactors: MfaType[];
  /** Whether the browser added a passkey by itself, which is not among the factors. Absent: no. */
  hasAutomaticPasskey?: boolean;
  /** Where a hidden signup was made, for the event that reports it once it is an account. Absent for others. */
  origin?: SignupOrigin;
  /**
   * Factors of types that this version does not know: while an app is deployed, a newer one may have added them. They
   * protect the account all the same. Absent: none.
   */
  unknownFactors?: UnknownFactors;
}

/** What the event of a signup tells of its request. */
export interface SignupOrigin {
  client: ClientKind;
  ip: string | null;
  userAgent: string;
}

export interface UnknownFactors {
  /** Whether the app imported one of them, and vouches for it. */
  isImported: boolean;
}

/**
 * The accounts that have this address: the one that verified it first, then those created with it, by age. An account
 * to which it was merely added within a session does not have it yet.
 */
export async function findAccountsByEmail(database: Database, address: string): Promise<Account[]> {
  const accounts = await findAccounts(database, "email", address);
  const isVerified = ({ emails }: Account) =>
    emails.some((email) => email.address === address && email.verifiedAt !== null);
  return accounts.sort((a, b) => Number(isVerified(b)) - Number(isVerified(a)));
}

export async function findAccountByUsername(database: Database, usernameKey: string): Promise<Account | null> {
  return first(await findAccounts(database, "username", usernameKey));
}

/** The accounts that have this number, verified or not: the one that verified it first, then the oldest. */
export async function findAccountsByPhone(database: Database, phone: string): Promise<Account[]> {
  const accounts = await findAccounts(database, "phone", phone);
  return accounts.sort((a, b) => Number(b.user.phoneVerifiedAt !== null) - Number(a.user.phoneVerifiedAt !== null));
}

/**
 * The accounts that have this address or number, and the hidden signups that gave it, the oldest first. One statement,
 * so that it takes the same time whatever it finds.
 */
export async function findAccountsOrDrafts(
  database: Database,
  { via, recipient }: { via: "email" | "phone"; recipient: string },
): Promise<{ accounts: Account[]; drafts: GivenDraft[] }> {
  const owners = database
    .select({ id: emailAddresses.userId })
    .from(emailAddresses)
    .where(and(eq(emailAddresses.address, recipient), isNull(emailAddresses.addedUntil)));
  const condition = via === "email" ? inArray(users.id, owners) : eq(users.phone, recipient);
  const rows = await database
    .select({ ...accountColumns, drafts: draftsOf({ via, recipient }) })
    .from(sql`(select 1) as one`)
    .leftJoin(users, condition)
    .leftJoin(emailAddresses, eq(emailAddresses.userId, users.id))
    .orderBy(...accountOrder);
  return { accounts: accountsIn(rows), drafts: readDrafts(rows[0]?.drafts ?? null) };
}

export async function findAccountById(database: Database, id: string): Promise<Account | null> {
  return first(groupAccounts(await accountRows(database, eq(users.id, id))));
}

const FACTORS: readonly MfaType[] = ["recovery_codes", "totp", "webauthn"];

/** Read with the account, so that a login needs no further statement; text, since drivers differ about arrays. */
const factorsColumn = sql<string>`concat_ws(',',
  (select string_agg(distinct case when ${recoveryCodes.isImported} then 'recovery_codes,imported:recovery_codes' else 'recovery_codes' end, ',')
    from ${recoveryCodes} where ${recoveryCodes.userId} = ${users.id} and ${recoveryCodes.usedAt} is null),
  (select string_agg(distinct case when ${authenticators.isAutomatic} then 'automatic:' || ${authenticators.type} when ${authenticators.isImported} then ${authenticators.type} || ',imported:' || ${authenticators.type} else ${authenticators.type} end, ',')
    from ${authenticators} where ${authenticators.userId} = ${users.id}))`;

/**
 * The account that a provider account is connected to, or else the hidden signup created with it. One statement, so
 * that it takes the same time whatever it finds.
 */
export async function findBySocial(
  database: Database,
  social: { provider: string; uid: string },
): Promise<{ account: Account | null; hidden: FoundDraft | null }> {
  const owner = database
    .select({ id: socialAccounts.userId })
    .from(socialAccounts)
    .where(and(eq(socialAccounts.provider, social.provider), eq(socialAccounts.uid, social.uid)));
  const rows = await database
    .select({ ...accountColumns, hidden: draftBySocial(social) })
    .from(sql`(select 1) as one`)
    .leftJoin(users, inArray(users.id, owner))
    .leftJoin(emailAddresses, eq(emailAddresses.userId, users.id))
    .orderBy(...accountOrder);
  const found = rows[0]?.hidden ?? null;
  return { account: accountIn(rows), hidden: found === null ? null : storedDraft.parse(JSON.parse(found)) };
}

const storedDraft: z.ZodType<FoundDraft> = z.object({
  draft: z.unknown(),
  isEmailTaken: z.boolean(),
  isPhoneTaken: z.boolean(),
});

/**
 * The columns for a statement that reads an account along with something else, with `users` and `emailAddresses` joined
 * to it.
 */
export const accountColumns = { user: users, email: emailAddresses, factors: factorsColumn };

/** The order that goes with {@link accountColumns}. */
export const accountOrder = [
  users.createdAt,
  users.id,
  sql`${emailAddresses.isPrimary} desc`,
  emailAddresses.createdAt,
  emailAddresses.address,
] as const;

function accountRows(database: Database, condition: SQL) {
  return database
    .select(accountColumns)
    .from(users)
    .leftJoin(emailAddresses, eq(emailAddresses.userId, users.id))
    .where(condition)
    .orderBy(...accountOrder);
}

const value = sql.placeholder("value");

const rowsByIdentifier = builtOnce((database, method: LoginMethod) => {
  const owners = database
    .select({ id: emailAddresses.userId })
    .from(emailAddresses)
    .where(and(eq(emailAddresses.address, value), isNull(emailAddresses.addedUntil)));
  const conditions = {
    email: inArray(users.id, owners),
    username: eq(users.usernameKey, value),
    phone: eq(users.phone, value),
  };
  return accountRows(database, conditions[method]);
});

async function findAccounts(database: Database, method: LoginMethod, given: string): Promise<Account[]> {
  return groupAccounts(await rowsByIdentifier(database, method).execute({ value: given }));
}

/** The account in rows of {@link accountColumns}; null when there is none. */
export function accountIn(rows: readonly AccountRow[]): Account | null {
  return first(accountsIn(rows));
}

interface AccountRow {
  user: UserRow | null;
  email: EmailRow | null;
  factors: string;
}

function accountsIn(rows: readonly AccountRow[]): Account[] {
  return groupAccounts(rows.flatMap(({ user, email, factors }) => (user === null ? [] : [{ user, email, factors }])));
}

function groupAccounts(rows: { user: UserRow; email: EmailRow | null; factors: string }[]): Account[] {
  const accounts = new Map<string, Account>();
  for (const { user, email, factors } of rows) {
    const types = factors.split(",");
    const unknownFactors = unknownAmong(types);
    const account = accounts.get(user.id) ?? {
      user,
      emails: [],
      factors: FACTORS.filter((type) => types.includes(type)),
      importedFactors: FACTORS.filter((type) => types.includes(`imported:${type}`)),
      ...(types.includes("automatic:webauthn") ? { hasAutomaticPasskey: true } : {}),
      ...(unknownFactors === null ? {} : { unknownFactors }),
    };
    accounts.set(user.id, account);
    if (email !== null) account.emails.push(email);
  }
  return [...accounts.values()];
}

/** What a browser added by itself is no factor, of whatever type it is. */
function unknownAmong(types: readonly string[]): UnknownFactors | null {
  const known: readonly string[] = ["", ...FACTORS];
  const unknown = types.filter((type) => !known.includes(type) && !/^(imported|automatic):/.test(type));
  if (unknown.length === 0) return null;
  return { isImported: unknown.some((type) => types.includes(`imported:${type}`)) };
}

function first(accounts: Account[]): Account | null {
  return accounts[0] ?? null;
}

/** Sets a password if the current one is still the one that was read; the caller ends what the old one had opened. */
export async function replacePasswordHash(
  transaction: AccountTransaction,
  change: { userId: string; from: string | null; to: string | null },
): Promise<boolean> {
  const rows = await noteChange(transaction, change.userId)
    .update(users)
    .set({ passwordHash: change.to })
    .where(and(eq(users.id, change.userId), sql`${users.passwordHash} is not distinct from ${change.from}`))
    .returning({ id: users.id });
  return rows.length > 0;
}
