import { createHmac } from "node:crypto";
import type pg from "pg";
import { CHEAP_USERS, HASHED_USERS, PASSWORD, SECRET } from "../src/contestants/contestant.ts";
import { cheapHasher, HASHER_NAMES, HASHERS } from "../src/contestants/hashers.ts";

const SESSIONS_EACH = 10;

/** The cookie of a session that existed before the runs: its token, signed. */
export function cookieOf(index: number, letter: "s" | "o" = "s"): string {
  const token = String(index).padStart(32, letter);
  const signature = createHmac("sha256", SECRET).update(token).digest("base64");
  return `__Secure-better-auth.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

/** Accounts by purpose, so that no run waits for the rows of another. */
export async function fillUsers(pool: pg.Pool): Promise<void> {
  await insertUsers(pool, "cheap", CHEAP_USERS, await cheapHasher.hash(PASSWORD));
  for (const name of HASHER_NAMES) await insertUsers(pool, name, HASHED_USERS, await HASHERS[name].hash(PASSWORD));
}

/** Inserts sessions up to this number, for a tenth as many accounts. */
export async function fillSessions(pool: pg.Pool, { from, to }: { from: number; to: number }): Promise<void> {
  await insertUsers(pool, "reader", Math.ceil(to / SESSIONS_EACH), null);
  await insertSessions(pool, { letter: "s", from, to, users: Math.ceil(to / SESSIONS_EACH) });
  await pool.query(`analyze "user", session, account`);
}

/** Sessions for the runs to end. */
export function fillEnding(pool: pg.Pool, from: number, to: number): Promise<void> {
  return insertSessions(pool, { letter: "o", from, to, users: CHEAP_USERS });
}

async function insertUsers(pool: pg.Pool, name: string, count: number, passwordHash: string | null): Promise<void> {
  await pool.query(
    `insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
     select md5($1::text || i), $1::text || i, $1::text || i || '@bench.example', true, now(), now()
     from generate_series(0, $2::int - 1) i on conflict do nothing`,
    [name, count],
  );
  if (passwordHash === null) return;
  await pool.query(
    `insert into account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     select md5('account' || $1::text || i), md5($1::text || i), 'credential', md5($1::text || i), $3::text, now(), now()
     from generate_series(0, $2::int - 1) i on conflict do nothing`,
    [name, count, passwordHash],
  );
}

async function insertSessions(
  pool: pg.Pool,
  { letter, from, to, users }: { letter: "s" | "o"; from: number; to: number; users: number },
): Promise<void> {
  await pool.query(
    `insert into session (id, "expiresAt", token, "createdAt", "updatedAt", "ipAddress", "userAgent", "userId")
     select md5('session' || $1::text || i), now() + interval '7 days', lpad(i::text, 32, $1::text), now(), now(), '192.0.2.1',
       'bench', md5($2::text || (i % $3::int)) from generate_series($4::bigint, $5::bigint - 1) i`,
    [letter, letter === "s" ? "reader" : "cheap", users, from, to],
  );
}
