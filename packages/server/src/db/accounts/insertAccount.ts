import { and, eq, exists, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import { databaseErrorOf, iso, isUniqueViolation, type Transaction } from "../database.ts";
import { emailAddresses, hiddenSignups, users } from "../tables/accounts.ts";
import type { Account } from "./accounts.ts";
import { type Hidden, keepHiddenSignup } from "./hiddenSignups.ts";
import { type DraftQuestion, emailStands, heldByDraft, phoneStands } from "./standing.ts";

/**
 * Whether an address or number of a new account may be the same as another account's. Of several accounts with the same
 * unverified number, the first one claims it.
 */
export interface SharedIdentifiers {
  email: boolean;
  phone: boolean;
}

/** The unique index that refused a new account, in the caller's terms; null for any other failure. */
export function takenIdentifierOf(error: unknown): "username" | "email" | "phone" | null {
  if (!isUniqueViolation(error)) return null;
  const constraint = databaseErrorOf(error)?.constraint ?? "";
  if (constraint.includes("username")) return "username";
  if (constraint.includes("email")) return "email";
  return constraint.includes("phone") ? "phone" : null;
}

/**
 * Inserts a user with its addresses, unless an address or the number already belongs to someone.
 *
 * One statement, so that it takes the same time whether or not the account exists. Two simultaneous signups meet at the
 * claims' unique indexes; the later one is refused there (23505) and finds the account when it tries again.
 *
 * @param hidden what is stored instead where an identifier is taken, which the client must not notice
 * @returns false when an identifier is taken
 */
export async function insertAccount(
  tx: Transaction,
  account: Account,
  shared: SharedIdentifiers,
  hidden: Hidden | null = null,
): Promise<boolean> {
  const { user, emails } = account;
  const proved = hidden?.proved ?? null;
  // Unverified contacts of a new account belong to it only while it has verified none.
  const isVerified = user.phoneVerifiedAt !== null || emails.some(({ verifiedAt }) => verifiedAt !== null);
  const mustBeFree = ({ address, verifiedAt }: Account["emails"][number]) =>
    verifiedAt !== null || address === proved || (proved === null && !isVerified);
  const addresses = emails.filter(mustBeFree).map(({ address }) => address);
  const phone = proved === null || user.phone === proved || user.phoneVerifiedAt !== null ? user.phone : null;
  const isProved = proved !== null;
  const holders = (via: "email" | "phone", contacts: SQL) =>
    hidden === null ? sql`false` : heldByDraft({ via, contacts, ...asking(hidden), isProved });
  const hasAddress = and(
    inArray(emailAddresses.address, addresses),
    isProved ? isNotNull(emailAddresses.verifiedAt) : emailStands(emailAddresses),
  );
  const isEmailTaken =
    shared.email || addresses.length === 0
      ? sql`false`
      : sql`(${exists(tx.select({ one: sql`1` }).from(emailAddresses).where(hasAddress))} or ${holders("email", list(addresses))})`;
  const hasPhone = and(eq(users.phone, phone ?? ""), isProved ? isNotNull(users.phoneVerifiedAt) : phoneStands(users));
  const isPhoneTaken =
    shared.phone || phone === null
      ? sql`false`
      : sql`(${exists(tx.select({ one: sql`1` }).from(users).where(hasPhone))} or ${holders("phone", sql`${phone}`)})`;
  // A contact that was just proved needs no claim: someone who has not proved it may hold the claim.
  const claims = (isShared: boolean, verifiedAt: Date | null) =>
    !isShared && proved === null && !(isVerified && verifiedAt === null);
  const isPhoneClaimed = claims(shared.phone && user.phoneVerifiedAt !== null, user.phoneVerifiedAt);
  const isClaimFree = shared.phone
    ? sql`not exists (select 1 from ${users} as claimant where claimant.phone_claim = ${user.phone})`
    : sql`true`;
  const phoneClaim = isPhoneClaimed ? sql`case when ${isClaimFree} then ${user.phone}::text end` : sql`null::text`;
  // Asked once: each copy would add its parameters, and statements with many have no name (`namedStatements.ts`).
  const taken = tx
    .$with("taken", { isTaken: sql<boolean>`is_taken`.as("is_taken") })
    .as(sql`select (${isEmailTaken} or ${isPhoneTaken}) as is_taken`);
  const isTaken = sql`(select is_taken from taken)`;
  const free = sql`not ${isTaken}`;
  const created = tx.$with("created").as(
    tx
      .insert(users)
      .select(
        sql`select ${user.id}::uuid, ${user.username}::text, ${user.usernameKey}::text, ${user.phone}::text,
          ${iso(user.phoneVerifiedAt)}::timestamptz, ${phoneClaim}, ${user.passwordHash}::text,
          ${user.isActive}::boolean, ${JSON.stringify(user.data)}::jsonb, ${iso(user.createdAt)}::timestamptz,
          ${iso(user.lastLoginAt)}::timestamptz, ${user.version}::integer,
          ${user.passwordTag}::text where ${free}`,
      )
      .returning({ id: users.id }),
  );
  const kept = hidden === null ? [] : keepHiddenSignup(tx, hidden, isTaken);
  if (emails.length === 0)
    return (
      (
        await tx
          .with(taken, created, ...kept)
          .select()
          .from(created)
      ).length > 0
    );
  const rows = emails.map(
    (email) => sql`(${email.id}::uuid, ${email.address}::text, ${iso(email.verifiedAt)}::timestamptz,
      ${email.isPrimary}::boolean, ${claims(shared.email, email.verifiedAt) ? email.address : null}::text, ${iso(email.createdAt)}::timestamptz,
      ${iso(email.addedUntil)}::timestamptz)`,
  );
  const inserted = await tx
    .with(taken, created, ...kept)
    .insert(emailAddresses)
    .select(
      sql`select row.id, created.id, row.address, row.verified_at, row.is_primary, row.claim, row.created_at,
          row.added_until from created,
          (values ${sql.join(rows, sql`, `)}) as row (id, address, verified_at, is_primary, claim, created_at, added_until)`,
    )
    .returning({ id: emailAddresses.id });
  return inserted.length > 0;
}

/** A new signup comes after all others, whatever its time; a stored one after those that are older. */
function asking({ row }: Hidden): Pick<DraftQuestion, "but" | "before"> {
  const stored = sql`(select stored.created_at from ${hiddenSignups} as stored where stored.id = ${row.id}::uuid)`;
  return { but: sql`${row.id}::uuid`, before: sql`coalesce(${stored}, 'infinity')` };
}

function list(values: readonly string[]): SQL {
  return sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );
}
