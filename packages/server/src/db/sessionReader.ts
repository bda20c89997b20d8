import { createHash } from "node:crypto";
import { and, eq, exists, gt, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Database, databaseErrorOf } from "./database.ts";
import type { EmailRow, FlowRow, SessionRow, UserRow } from "./rows.ts";
import type { FoundSession, SessionReader } from "./sessions.ts";
import { emailAddresses, users } from "./tables/accounts.ts";
import { flows, sessions } from "./tables/sessions.ts";

interface SessionTables {
  session: SessionRow;
  user: UserRow;
  primaryEmail: EmailRow | null;
  flow: FlowRow | null;
}

function foundIn(rows: readonly SessionTables[]): FoundSession | null {
  const row = rows[0];
  if (row === undefined) return null;
  const waiting = rows.flatMap(({ flow }) => (flow === null ? [] : [flow]));
  waiting.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return { session: row.session, user: row.user, primaryEmail: row.primaryEmail, flows: waiting };
}

/**
 * invalid_sql_statement_name and duplicate_prepared_statement (PostgreSQL, appendix A): a pooler lends the connection.
 */
const SHARED_CONNECTION = new Set(["26000", "42P05", "0A000"]);

/**
 * Reads a session by the hash of its token. One named statement, because it runs once in nearly every request; unnamed
 * from the first sign that names do not work here, as behind PgBouncer in transaction mode.
 */
export function createSessionReader(database: Database): SessionReader {
  const at = sql`${sql.placeholder("now")}::timestamptz`;
  // A flow within a session may concern another account: the one for which a forgotten password is being reset.
  const subject = alias(users, "subject");
  const isSame = and(eq(subject.id, flows.userId), eq(subject.version, flows.userVersion));
  const isLive = and(
    eq(flows.sessionId, sessions.id),
    gt(flows.expiresAt, at),
    isNull(flows.endedReason),
    or(isNull(flows.userId), exists(database.select({ one: sql`1` }).from(subject).where(isSame))),
  );
  // No value is a boolean, see `withNamedStatements`.
  const query = database
    .select({ session: sessions, user: users, primaryEmail: emailAddresses, flow: flows })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(emailAddresses, and(eq(emailAddresses.userId, users.id), sql`${emailAddresses.isPrimary}`))
    .leftJoin(flows, isLive)
    .where(
      and(eq(sessions.tokenHash, sql.placeholder("tokenHash")), gt(sessions.expiresAt, at), sql`${users.isActive}`),
    );
  // Two versions of Latchkey may share a connection that a pooler lends: each must find its own statement or none.
  const version = createHash("sha256").update(query.toSQL().sql).digest("hex").slice(0, 12);
  let statement = query.prepare(`latchkey_session_${version}`);
  const read = async (values: { tokenHash: string; now: string }) => {
    const used = statement;
    try {
      return await used.execute(values);
    } catch (error) {
      if (!SHARED_CONNECTION.has(databaseErrorOf(error)?.code ?? "")) throw error;
      // Another call may have noticed first.
      if (statement === used) statement = query.prepare("");
      return statement.execute(values);
    }
  };
  return async (tokenHash, now) => foundIn(await read({ tokenHash, now: now.toISOString() }));
}
