import { createHash } from "node:crypto";
import {
  authenticators,
  emailAddresses,
  flows,
  oneTimeKeys,
  rateLimits,
  sessions,
  socialAccounts,
  trustedBrowsers,
  users,
} from "../../src/db/tables.ts";
import type { Kit } from "./actors.ts";

/** What the database holds between two calls. */
export type Snapshot = Awaited<ReturnType<typeof observe>>;

export async function observe({ database }: Kit) {
  const [people, emails, logins, waiting, keys, factors, connections, browsers, counters] = await Promise.all([
    database.select().from(users),
    database.select().from(emailAddresses),
    database.select().from(sessions),
    database.select().from(flows),
    database.select().from(oneTimeKeys),
    database.select().from(authenticators),
    database.select().from(socialAccounts),
    database.select().from(trustedBrowsers),
    database.select().from(rateLimits),
  ]);
  return {
    users: new Map(people.map((row) => [row.id, row])),
    sessions: new Map(logins.map((row) => [row.id, row])),
    flows: new Map(waiting.map((row) => [row.id, row])),
    keys: new Map(keys.map((row) => [row.keyHash, row])),
    ...{ emails, factors, connections, browsers, counters },
  };
}

/** The addresses and numbers that an account has proved. */
export function provedContacts({ users, emails }: Snapshot, userId: string): string[] {
  const user = users.get(userId);
  const addresses = emails.filter((row) => row.userId === userId && row.verifiedAt !== null);
  const phone = user?.phone != null && user.phoneVerifiedAt !== null ? [user.phone] : [];
  return [...addresses.map(({ address }) => address), ...phone].sort();
}

/** The addresses and numbers that stand in an account unproved. */
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

/** What an authority over the account is bound to: when this changes, whatever was given out before is void. */
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
