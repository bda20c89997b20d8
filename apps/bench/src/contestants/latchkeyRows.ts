import type { Sql } from "postgres";
import { CHEAP_USERS, HASHED_USERS, PASSWORD } from "./contestant.ts";
import { cheapHasher, HASHER_NAMES, HASHERS } from "./hashers.ts";

/** Sessions per account. */
const SESSIONS_EACH = 10;

/** The token of a session that existed before the runs. Its row contains the hash: SHA-256 in base64url. */
export const tokenOf = (index: number, letter: "s" | "o" = "s"): string => String(index).padStart(43, letter);

/** Accounts by purpose, so that no run waits for the rows of another. */
export async function fillUsers(sql: Sql): Promise<void> {
  await insertUsers(sql, "cheap", CHEAP_USERS, await cheapHasher.hash(PASSWORD));
  for (const name of HASHER_NAMES) await insertUsers(sql, name, HASHED_USERS, await HASHERS[name].hash(PASSWORD));
}

/** Inserts sessions up to this number, for a tenth as many accounts. */
export async function fillSessions(sql: Sql, { from, to }: { from: number; to: number }): Promise<void> {
  await insertUsers(sql, "reader", Math.ceil(to / SESSIONS_EACH), null);
  await insertSessions(sql, { letter: "s", from, to, users: Math.ceil(to / SESSIONS_EACH) });
  await sql`analyze latchkey_users, latchkey_sessions, latchkey_email_addresses`;
}

/** Sessions for the runs to end. */
export function fillEnding(sql: Sql, from: number, to: number): Promise<void> {
  return insertSessions(sql, { letter: "o", from, to, users: CHEAP_USERS });
}

async function insertUsers(sql: Sql, name: string, count: number, passwordHash: string | null): Promise<void> {
  await sql`
    insert into latchkey_users (id, password_hash, created_at)
    select md5(${name}::text || i)::uuid, ${passwordHash}::text, now() from generate_series(0, ${count - 1}::int) i
    on conflict do nothing`;
  await sql`
    insert into latchkey_email_addresses (id, user_id, address, verified_at, is_primary, created_at)
    select md5(${`email ${name}`}::text || i)::uuid, md5(${name}::text || i)::uuid, ${name}::text || i || '@bench.example', now(), true, now()
    from generate_series(0, ${count - 1}::int) i
    on conflict do nothing`;
}

async function insertSessions(
  sql: Sql,
  { letter, from, to, users }: { letter: "s" | "o"; from: number; to: number; users: number },
): Promise<void> {
  const owner = letter === "s" ? "reader" : "cheap";
  await sql`
    insert into latchkey_sessions (id, token_hash, user_id, client, methods, reauthenticated_at, is_persistent, ip,
      user_agent, created_at, last_seen_at, expires_at)
    select md5(${`session ${letter}`}::text || i)::uuid,
      rtrim(translate(encode(sha256(convert_to(lpad(i::text, 43, ${letter}::text), 'utf8')), 'base64'), '+/', '-_'), '='),
      md5(${owner}::text || (i % ${users}::int))::uuid, 'browser', '[]', now(), true, '192.0.2.1', 'bench', now(), now(),
      now() + interval '14 days'
    from generate_series(${from}::bigint, ${to - 1}::bigint) i`;
}
