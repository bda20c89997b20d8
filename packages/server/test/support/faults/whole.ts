import { eq, isNull } from "drizzle-orm";
import type { Database } from "../../../src/db/database.ts";
import { emailAddresses, flows, socialAccounts, users } from "../../../src/schema.ts";

/** Incomplete parts of accounts: no identifier, or a flow without an account. Empty when all is well. */
export async function findHalfMade(database: Database): Promise<string[]> {
  const loose = await database
    .select({ id: users.id })
    .from(users)
    .leftJoin(emailAddresses, eq(emailAddresses.userId, users.id))
    .leftJoin(socialAccounts, eq(socialAccounts.userId, users.id))
    .where(isNull(emailAddresses.id));
  const lost = await database
    .select({ id: flows.id, step: flows.step })
    .from(flows)
    .leftJoin(users, eq(users.id, flows.userId))
    .where(isNull(users.id));
  return [
    ...loose.map(({ id }) => `account ${id} without an address`),
    ...lost.filter(({ step }) => step === "verify_email").map(({ id }) => `flow ${id} without an account`),
  ];
}
