import { and, eq, exists, inArray, isNotNull, sql } from "drizzle-orm";
import { databaseErrorOf, iso, isUniqueViolation, type Transaction } from "../database.ts";
import { emailAddresses, users } from "../tables/accounts.ts";
import type { Account } from "./accounts.ts";
import { type Hidden, keepHiddenSignup } from "./hiddenSignups.ts";
import { emailStands, phoneStands } from "./standing.ts";

/** Whether an address or number of a new account may be the same as another account's. */
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
  const isEmailTaken =
    shared.email || addresses.length === 0
      ? sql`false`
      : exists(
          tx
            .select({ one: sql`1` })
            .from(emailAddresses)
            .where(
              and(
                inArray(emailAddresses.address, addresses),
                proved !== null ? isNotNull(emailAddresses.verifiedAt) : emailStands(emailAddresses),
              ),
            ),
        );
  const isPhoneTaken =
    shared.phone || phone === null
      ? sql`false`
      : exists(
          tx
            .select({ one: sql`1` })
            .from(users)
            .where(
              and(eq(users.phone, phone), proved !== null ? isNotNull(users.phoneVerifiedAt) : phoneStands(users)),
            ),
        );
  // A contact that was just proved needs no claim: someone who has not proved it may hold the claim.
  const claims = (isShared: boolean, verifiedAt: Date | null) =>
    !isShared && proved === null && !(isVerified && verifiedAt === null);
  const free = sql`not ${isEmailTaken} and not ${isPhoneTaken}`;
  const created = tx.$with("created").as(
    tx
      .insert(users)
      .select(
        sql`select ${user.id}::uuid, ${user.username}::text, ${user.usernameKey}::text, ${user.phone}::text,
          ${iso(user.phoneVerifiedAt)}::timestamptz, ${claims(shared.phone, user.phoneVerifiedAt) ? user.phone : null}::text, ${user.passwordHash}::text,
          ${user.isActive}::boolean, ${JSON.stringify(user.data)}::jsonb, ${iso(user.createdAt)}::timestamptz,
          ${iso(user.lastLoginAt)}::timestamptz, ${user.version}::integer,
          ${user.passwordTag}::text where ${free}`,
      )
      .returning({ id: users.id }),
  );
  const kept = hidden === null ? [] : keepHiddenSignup(tx, hidden, sql`(${isEmailTaken} or ${isPhoneTaken})`);
  if (emails.length === 0)
    return (
      (
        await tx
          .with(created, ...kept)
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
    .with(created, ...kept)
    .insert(emailAddresses)
    .select(
      sql`select row.id, created.id, row.address, row.verified_at, row.is_primary, row.claim, row.created_at,
          row.added_until from created,
          (values ${sql.join(rows, sql`, `)}) as row (id, address, verified_at, is_primary, claim, created_at, added_until)`,
    )
    .returning({ id: emailAddresses.id });
  return inserted.length > 0;
}
