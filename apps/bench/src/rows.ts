import pg from "pg";
import postgres from "postgres";
import { fillSessions as fillBetterAuth, fillUsers as fillBetterAuthUsers } from "../better-auth/rows.ts";
import { fillSessions, fillUsers } from "./contestants/latchkeyRows.ts";
import type { ContestantName } from "./plan.ts";

/** Fills the tables of both, once these exist. */
export interface Rows extends AsyncDisposable {
  fill(from: number, to: number): Promise<void>;
}

export function openRows(urls: Readonly<Record<ContestantName, string>>): Rows {
  const sql = postgres(urls.latchkey, { max: 1, onnotice: () => {} });
  const pool = new pg.Pool({ connectionString: urls.betterAuth, max: 1 });
  return {
    async fill(from, to) {
      if (from === 0) await Promise.all([fillUsers(sql), fillBetterAuthUsers(pool)]);
      await Promise.all([fillSessions(sql, { from, to }), fillBetterAuth(pool, { from, to })]);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([sql.end({ timeout: 1 }), pool.end()]);
    },
  };
}
