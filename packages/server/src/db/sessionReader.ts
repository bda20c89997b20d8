import { createHash } from "node:crypto";
import DataLoader from "dataloader";
import { and, eq, exists, getTableColumns, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Database, databaseErrorOf } from "./database.ts";
import type { FlowRow, SessionRow } from "./rows.ts";
import type { FoundSession, SessionEmail, SessionReader, SessionUser } from "./sessions.ts";
import { emailAddresses, users } from "./tables/accounts.ts";
import { flows, sessions } from "./tables/sessions.ts";

interface SessionTables {
  session: SessionRow;
  user: SessionUser;
  primaryEmail: SessionEmail | null;
  /** A JSON array of rows, newest first; null, and no fifteen columns to read, where nothing is pending. */
  flows: string | null;
}

function foundIn({ flows: pending, ...row }: SessionTables): FoundSession {
  return { ...row, flows: pending === null ? [] : flowsIn(pending) };
}

const flowColumns = Object.entries(getTableColumns(flows));

/** Rows that PostgreSQL has turned into JSON, by the names of their columns. */
function flowsIn(json: string): FlowRow[] {
  const stored = JSON.parse(json) as Readonly<Record<string, unknown>>[];
  return stored.map((row) => {
    const values = flowColumns.map(([key, column]) => {
      const value = row[column.name] ?? null;
      return [key, column.dataType === "date" && value !== null ? column.mapFromDriverValue(value) : value];
    });
    // Each column with what is stored in it: Drizzle reads a row in the same way.
    return Object.fromEntries(values) as FlowRow;
  });
}

/**
 * invalid_sql_statement_name and duplicate_prepared_statement (PostgreSQL, appendix A): a pooler lends the connection.
 */
const SHARED_CONNECTION = new Set(["26000", "42P05", "0A000"]);

/** A prepared statement, and the values of its placeholders. */
interface Statement {
  execute(values: { tokens: string; now: string }): Promise<SessionTables[]>;
}

/**
 * A named statement, because it runs once in nearly every request; unnamed from the first sign that names do not work
 * here, as behind PgBouncer in transaction mode.
 */
function namedStatement(query: { toSQL(): { sql: string }; prepare(name: string): Statement }): Statement["execute"] {
  // Two versions of Latchkey may share a connection that a pooler lends: each must find its own statement or none.
  const version = createHash("sha256").update(query.toSQL().sql).digest("hex").slice(0, 12);
  let statement = query.prepare(`latchkey_session_${version}`);
  return async (values) => {
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
}

/** @param tokens what the hash of the token equals: a value, or any of several */
function sessionsOf(database: Database, tokens: SQL) {
  const at = sql`${sql.placeholder("now")}::timestamptz`;
  // A flow within a session may concern another account: the one for which a forgotten password is being reset.
  const subject = alias(users, "subject");
  const isSame = and(eq(subject.id, flows.userId), eq(subject.version, flows.userVersion));
  const isPending = and(
    eq(flows.sessionId, sessions.id),
    gt(flows.expiresAt, at),
    isNull(flows.endedReason),
    or(isNull(flows.userId), exists(database.select({ one: sql`1` }).from(subject).where(isSame))),
  );
  const pending = database
    .select({ rows: sql`json_agg(${flows} order by ${flows.createdAt} desc)::text` })
    .from(flows)
    .where(isPending);
  // No value is a boolean, see `withNamedStatements`.
  return database
    .select({
      session: getTableColumns(sessions),
      user: {
        id: users.id,
        username: users.username,
        phone: users.phone,
        phoneVerifiedAt: users.phoneVerifiedAt,
        passwordHash: users.passwordHash,
        data: users.data,
        version: users.version,
      },
      primaryEmail: { address: emailAddresses.address, verifiedAt: emailAddresses.verifiedAt },
      flows: sql<string | null>`${pending}`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(emailAddresses, and(eq(emailAddresses.userId, users.id), sql`${emailAddresses.isPrimary}`))
    .where(and(sql`${sessions.tokenHash} = ${tokens}`, gt(sessions.expiresAt, at), sql`${users.isActive}`));
}

/** A session that is looked for. */
interface Asked {
  readonly tokenHash: string;
  readonly now: Date;
}

/** Enough for the requests that arrive in a turn; a larger statement would keep the first of them waiting. */
const MOST_AT_ONCE = 100;

/**
 * Reads a session by the hash of its token.
 *
 * While others are being read, those that are asked for in the same turn of the event loop share a statement: under
 * load, that costs the server and PostgreSQL half as much as one for each.
 */
export function createSessionReader(database: Database): SessionReader {
  const tokens = sql.placeholder("tokens");
  const readOne = namedStatement(sessionsOf(database, sql`${tokens}`));
  // One parameter, as text that every driver passes on unchanged. The hashes contain nothing that an array would quote.
  const readMany = namedStatement(sessionsOf(database, sql`any(${tokens}::text::text[])`));
  let underWay = 0;
  const run = async (read: typeof readOne, values: Parameters<typeof readOne>[0]) => {
    underWay += 1;
    try {
      return await read(values);
    } finally {
      underWay -= 1;
    }
  };
  const alone = async (tokenHash: string, now: Date) => {
    const [row] = await run(readOne, { tokens: tokenHash, now: now.toISOString() });
    return row === undefined ? null : foundIn(row);
  };
  const together = async (asked: readonly Asked[]) => {
    const hashes = [...new Set(asked.map(({ tokenHash }) => tokenHash))].join(",");
    const earliest = new Date(Math.min(...asked.map(({ now }) => now.getTime())));
    const rows = await run(readMany, { tokens: `{${hashes}}`, now: earliest.toISOString() });
    const found = new Map(rows.map((row) => [row.session.tokenHash, foundIn(row)]));
    // Each gets what has its own hash, whatever order the rows are in.
    return asked.map(({ tokenHash, now }) => asOf(found.get(tokenHash) ?? null, now));
  };
  const waiting = new DataLoader<Asked, FoundSession | null>(
    async (asked) => {
      const [first] = asked;
      return first !== undefined && asked.length === 1 ? [await alone(first.tokenHash, first.now)] : together(asked);
    },
    { cache: false, maxBatchSize: MOST_AT_ONCE, batchScheduleFn: (send) => void setImmediate(send) },
  );
  return (tokenHash, now) => (underWay === 0 ? alone(tokenHash, now) : waiting.load({ tokenHash, now }));
}

/** What was read as of an earlier time. */
function asOf(found: FoundSession | null, now: Date): FoundSession | null {
  if (found === null || found.session.expiresAt <= now) return null;
  return { ...found, flows: found.flows.filter(({ expiresAt }) => expiresAt > now) };
}
