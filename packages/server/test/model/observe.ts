import { createHash } from "node:crypto";
import { getTableName, type Table } from "drizzle-orm";
import { emailAddresses, users } from "../../src/db/tables/accounts.ts";
import { authenticators, socialAccounts } from "../../src/db/tables/credentials.ts";
import { rateLimits } from "../../src/db/tables/operations.ts";
import { flows, oneTimeKeys, sessions, trustedBrowsers } from "../../src/db/tables/sessions.ts";
import { hashToken } from "../../src/lib/token.ts";
import type { Kit } from "./actors.ts";

/** The database's content between two calls. */
export interface Snapshot {
  users: Map<string, typeof users.$inferSelect>;
  sessions: Map<string, typeof sessions.$inferSelect>;
  flows: Map<string, typeof flows.$inferSelect>;
  keys: Map<string, typeof oneTimeKeys.$inferSelect>;
  emails: (typeof emailAddresses.$inferSelect)[];
  factors: (typeof authenticators.$inferSelect)[];
  connections: (typeof socialAccounts.$inferSelect)[];
  browsers: (typeof trustedBrowsers.$inferSelect)[];
  counters: (typeof rateLimits.$inferSelect)[];
}

const WRITTEN = /\b(?:insert into|update|delete from)\s+"(\w+)"/gi;
/** Deleting a row of these also deletes rows of other tables. */
const CASCADES = /\bdelete from\s+"latchkey_(?:users|sessions|flows|email_addresses)"/i;

/** The tables to which statements wrote; null for any. */
function writtenBy(statements: readonly string[]): Set<string> | null {
  const names = statements.flatMap((statement) => [...statement.matchAll(WRITTEN)].map(([, name = ""]) => name));
  return statements.some((statement) => CASCADES.test(statement)) ? null : new Set(names);
}

/** Reads every table, or, after another observation, those that were written to since. */
export async function observe(
  { database }: Kit,
  since?: { last: Snapshot; statements: readonly string[] },
): Promise<Snapshot> {
  const written = since === undefined ? null : writtenBy(since.statements);
  const read = async <Part>(table: Table, last: Part | undefined, rows: () => Promise<Part>): Promise<Part> =>
    last === undefined || written === null || written.has(getTableName(table)) ? rows() : last;
  const last = since?.last;
  const byId = <Row extends { id: string }>(rows: Row[]) => new Map(rows.map((row) => [row.id, row]));
  const [people, logins, waiting, keys, emails, factors, connections, browsers, counters] = await Promise.all([
    read(users, last?.users, async () => byId(await database.select().from(users))),
    read(sessions, last?.sessions, async () => byId(await database.select().from(sessions))),
    read(flows, last?.flows, async () => byId(await database.select().from(flows))),
    read(oneTimeKeys, last?.keys, async () => {
      const rows = await database.select().from(oneTimeKeys);
      return new Map(rows.map((row) => [row.keyHash, row]));
    }),
    read(emailAddresses, last?.emails, async () => database.select().from(emailAddresses)),
    read(authenticators, last?.factors, async () => database.select().from(authenticators)),
    read(socialAccounts, last?.connections, async () => database.select().from(socialAccounts)),
    read(trustedBrowsers, last?.browsers, async () => database.select().from(trustedBrowsers)),
    read(rateLimits, last?.counters, async () => database.select().from(rateLimits)),
  ]);
  return { users: people, sessions: logins, flows: waiting, keys, emails, factors, connections, browsers, counters };
}

/** Whether a row is that of a token. */
export function hasOwnedToken(token: string | null, tokenHash: string | null): boolean {
  return token !== null && hashToken(token) === tokenHash;
}

/** The addresses and numbers that an account has verified. */
export function provedContacts({ users, emails }: Snapshot, userId: string): string[] {
  const user = users.get(userId);
  const addresses = emails.filter((row) => row.userId === userId && row.verifiedAt !== null);
  const phone = user?.phone != null && user.phoneVerifiedAt !== null ? [user.phone] : [];
  return [...addresses.map(({ address }) => address), ...phone].sort();
}

/** The unverified addresses and numbers of an account. */
export function unprovedContacts({ users, emails }: Snapshot, userId: string): string[] {
  const user = users.get(userId);
  const addresses = emails.filter((row) => row.userId === userId && row.verifiedAt === null);
  const phone = user?.phone != null && user.phoneVerifiedAt === null ? [user.phone] : [];
  return [...addresses.map(({ address }) => address), ...phone].sort();
}

export function factorsOf({ factors }: Snapshot, userId: string) {
  return factors.filter((row) => row.userId === userId);
}

export function connectionsOf({ connections }: Snapshot, userId: string) {
  return connections.filter((row) => row.userId === userId);
}

/** What an authority over the account depends on: when this changes, everything that was issued before is void. */
export function authorityOf(snapshot: Snapshot, userId: string, revocations: number): string {
  const user = snapshot.users.get(userId);
  const parts = [
    user?.passwordHash ?? null,
    user?.isActive ?? false,
    provedContacts(snapshot, userId),
    factorsOf(snapshot, userId)
      .map(({ id }) => id)
      .sort(),
    connectionsOf(snapshot, userId)
      .map(({ id }) => id)
      .sort(),
    revocations,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
