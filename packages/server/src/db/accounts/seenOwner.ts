import { and, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Transaction } from "../database.ts";
import { hiddenSignups, users } from "../tables/accounts.ts";

/** Whom a requested link or code is for, as it was when that was found out. */
export type SeenOwner =
  | { readonly kind: "account"; readonly id: string; readonly version: number }
  | { readonly kind: "hidden signup"; readonly signup: SeenSignup }
  | { readonly kind: "nobody" };

/** A hidden signup with its contacts, and whether it has verified them. */
export interface SeenSignup {
  readonly id: string;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly phone: string | null;
  readonly isPhoneVerified: boolean;
}

/**
 * Locks an owner that is still as it was found, in the statement that stores what was requested for it: a change of the
 * owner then either comes first, or knows of what was stored. The same statement for every owner.
 *
 * @param none the id of no account and no signup
 * @returns the parts to be put before the statement, and the condition under which it may store anything
 */
export function ownerAsSeen(tx: Transaction, owner: SeenOwner, none: string) {
  const { id, version } = owner.kind === "account" ? owner : { id: none, version: 0 };
  const nothing = { id: none, email: null, isEmailVerified: false, phone: null, isPhoneVerified: false };
  const signup = owner.kind === "hidden signup" ? owner.signup : nothing;
  const account = tx.$with("seen_account").as(
    tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, id), eq(users.version, version)))
      .for("no key update"),
  );
  const draft = tx.$with("seen_signup").as(
    tx
      .select({ id: hiddenSignups.id })
      .from(hiddenSignups)
      .where(and(eq(hiddenSignups.id, signup.id), isSame(signup)))
      .for("update"),
  );
  const isAsSeen = {
    account: sql`exists (select 1 from seen_account)`,
    "hidden signup": sql`exists (select 1 from seen_signup)`,
    nobody: sql`not exists (select 1 from seen_account)`,
  }[owner.kind];
  return { locks: [account, draft] as const, isAsSeen };
}

function isSame({ email, isEmailVerified, phone, isPhoneVerified }: SeenSignup): SQL {
  return sql`${hiddenSignups.email} is not distinct from ${email}::text and ${hiddenSignups.phone} is not distinct from ${phone}::text
    and (${hiddenSignups.phoneVerifiedAt} is not null) = ${isPhoneVerified}::boolean
    and (${hiddenSignups.draft} #>> '{emails,0,verifiedAt}' is not null) = ${isEmailVerified}::boolean`;
}

/** The values of a row, in the order of its table, to be inserted only where a condition holds. */
export function valuesOf<Table extends PgTable>(table: Table, row: Table["$inferInsert"]): SQL {
  const values = Object.entries(getTableColumns(table)).map(
    ([name, column]) => sql`${sql.param(Reflect.get(row, name), column)}::${sql.raw(column.getSQLType())}`,
  );
  return sql.join(values, sql`, `);
}
