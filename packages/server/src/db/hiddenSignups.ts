import { desc, eq, inArray } from "drizzle-orm";
import type { LoginMethod } from "../wire/session.ts";
import type { Database, Transaction } from "./database.ts";
import { hiddenSignups } from "./tables.ts";

export type HiddenSignupRow = typeof hiddenSignups.$inferSelect;

/** So many of one address or number are kept: a stranger must not make its owner's logins slow. */
const MOST = 50;

const COLUMN = {
  email: hiddenSignups.email,
  username: hiddenSignups.usernameKey,
  phone: hiddenSignups.phone,
} as const satisfies Record<LoginMethod, unknown>;

/** The hidden signups that gave this identifier, the newest first. */
export async function findHiddenSignups(
  database: Database,
  { method, value }: { method: LoginMethod; value: string },
): Promise<HiddenSignupRow[]> {
  return database
    .select()
    .from(hiddenSignups)
    .where(eq(COLUMN[method], value))
    .orderBy(desc(hiddenSignups.createdAt))
    .limit(MOST);
}

export async function insertHiddenSignup(tx: Transaction, row: HiddenSignupRow): Promise<void> {
  const surplus = tx
    .select({ id: hiddenSignups.id })
    .from(hiddenSignups)
    .where(row.email === null ? eq(hiddenSignups.phone, row.phone ?? "") : eq(hiddenSignups.email, row.email))
    .orderBy(desc(hiddenSignups.createdAt))
    .offset(MOST - 1);
  const dropped = tx
    .$with("dropped")
    .as(tx.delete(hiddenSignups).where(inArray(hiddenSignups.id, surplus)).returning({ id: hiddenSignups.id }));
  await tx.with(dropped).insert(hiddenSignups).values(row);
}

/** Changes what a hidden signup gave. */
export async function updateHiddenSignup(
  tx: Transaction,
  id: string,
  change: Partial<Pick<HiddenSignupRow, "email" | "phone" | "phoneVerifiedAt">>,
): Promise<void> {
  await tx.update(hiddenSignups).set(change).where(eq(hiddenSignups.id, id));
}

/** It has become an account. */
export async function deleteHiddenSignup(tx: Transaction, id: string): Promise<void> {
  await tx.delete(hiddenSignups).where(eq(hiddenSignups.id, id));
}
