import { and, eq, getTableColumns, gt, inArray, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { EndReason } from "../wire/state.ts";
import { type Account, accountColumns, accountIn, accountOrder } from "./accounts/accounts.ts";
import { heldOwner } from "./accounts/authority.ts";
import { heldHiddenSignup, signupOfFlow } from "./accounts/hiddenSignups.ts";
import { ownerAsSeen, type SeenOwner, valuesOf } from "./accounts/seenOwner.ts";
import type { Database, Transaction } from "./database.ts";
import { eventUser } from "./endedFlows.ts";
import type { FlowRow } from "./rows.ts";
import { emailAddresses, users } from "./tables/accounts.ts";
import { flows } from "./tables/sessions.ts";

/** The state with which a step waits, without its counters. */
export type NewFlow = Omit<FlowRow, "attempts" | "resends" | "changes" | "endedReason">;

/** A flow, and why it ended; null while it waits. */
export interface FoundFlow {
  flow: FlowRow;
  ended: EndReason | null;
}

/** The flow behind a token, with its account, in one statement. */
export async function findFlowAndAccount(
  database: Database,
  tokenHash: string,
  now: Date,
): Promise<(FoundFlow & { account: Account | null }) | null> {
  const rows = await database
    .select({ flow: flows, ...accountColumns })
    .from(flows)
    .leftJoin(users, eq(users.id, flows.userId))
    .leftJoin(emailAddresses, eq(emailAddresses.userId, users.id))
    .where(eq(flows.tokenHash, tokenHash))
    .orderBy(...accountOrder);
  const [row] = rows;
  if (row === undefined) return null;
  return { ...stateOf(row.flow, { version: row.user?.version ?? null, now }), account: accountIn(rows) };
}

/** The flow behind a token, if its row still exists. */
export async function findFlowByToken(database: Database, tokenHash: string, now: Date): Promise<FoundFlow | null> {
  const rows = await database
    .select({ flow: flows, version: users.version })
    .from(flows)
    .leftJoin(users, eq(users.id, flows.userId))
    .where(eq(flows.tokenHash, tokenHash));
  const row = rows[0];
  if (row === undefined) return null;
  return stateOf(row.flow, { version: row.version, now });
}

function stateOf(flow: FlowRow, { version, now }: { version: number | null; now: Date }): FoundFlow {
  if (flow.endedReason !== null) return { flow, ended: flow.endedReason };
  if (flow.userId !== null && flow.userVersion !== version) return { flow, ended: "superseded" };
  return { flow, ended: flow.expiresAt <= now ? "expired" : null };
}

/**
 * A waiting flow whose account has not changed since the flow was created. Used for one flow together with {@link
 * heldBehind}; the count is always true: it is there to lock a hidden signup, since PostgreSQL does not run a select
 * that nothing refers to.
 */
const isLive = and(
  isNull(flows.endedReason),
  sql`(select count(*) from held_signup) >= 0`,
  sql`(${flows.userId} is null or exists (select 1 from owner where owner.id = ${flows.userId} and owner.version = ${flows.userVersion}))`,
);

/** Locks the account or the hidden signup behind a flow, before the flow. */
function heldBehind(tx: Transaction, id: string) {
  const owner = heldOwner(tx, sql`select ${flows.userId} from ${flows} where ${flows.id} = ${id}`);
  const signup = sql`select (${signupOfFlow})::uuid from ${flows} where ${flows.id} = ${id} and ${flows.userId} is null`;
  return [owner, heldHiddenSignup(tx, signup)] as const;
}

/**
 * Locks a flow that waits at a step until the transaction ends, with its account.
 * @returns null when it does not, or no longer
 */
export async function holdFlow(
  tx: Transaction,
  { id, step, now }: { id: string; step: string; now: Date },
): Promise<FlowRow | null> {
  const rows = await tx
    .with(...heldBehind(tx, id))
    .select()
    .from(flows)
    .where(and(eq(flows.id, id), eq(flows.step, step), gt(flows.expiresAt, now), isLive))
    .for("update", { of: flows });
  return rows[0] ?? null;
}

export async function insertFlow(tx: Transaction, flow: NewFlow): Promise<FlowRow> {
  const rows = await tx
    .insert(flows)
    .values({ ...flow, attempts: 0, resends: 0, changes: 0 })
    .returning();
  return one(rows);
}

/**
 * Stores a flow whose code was requested by its contact, in one statement that is the same for every owner.
 * @returns null when the owner has changed since it was found: the caller looks again
 */
export async function insertFlowOf(tx: Transaction, flow: NewFlow, owner: SeenOwner): Promise<FlowRow | null> {
  const { locks, isAsSeen } = ownerAsSeen(tx, owner, flow.id);
  const values = valuesOf(flows, { ...flow, attempts: 0, resends: 0, changes: 0, endedReason: null });
  const rows = await tx
    .with(...locks)
    .insert(flows)
    .select(sql`select ${values} where ${isAsSeen}`)
    .returning();
  return rows[0] ?? null;
}

/** Moves a flow to another step; its counters start again. @returns null when it no longer exists or is void. */
export async function moveFlow(
  tx: Transaction,
  id: string,
  to: Pick<FlowRow, "step" | "state" | "login" | "codeHash" | "expiresAt" | "userId" | "userVersion">,
): Promise<FlowRow | null> {
  const rows = await tx
    .with(...heldBehind(tx, id))
    .update(flows)
    .set({ ...to, attempts: 0, resends: 0, changes: 0 })
    .where(and(eq(flows.id, id), isLive))
    .returning();
  return rows[0] ?? null;
}

/** Which answer is given to which flow. */
export interface Guess {
  id: string;
  step: string;
  /** MACs of the answer under each secret. Empty: an answer that cannot be right, but is counted. */
  codeHashes: readonly string[];
  maxAttempts: number;
  now: Date;
}

/** A flow whose answer was counted. */
export interface CountedGuess {
  flow: FlowRow;
  isRight: boolean;
  /** The user whom events about the answer name. */
  eventUserId: string | null;
}

/**
 * Counts an answer and compares it, in one statement: of twenty that arrive together no more than `maxAttempts` are
 * wrong. A right one is not counted, so that it may be checked before it is used. Locks the row until the transaction
 * ends.
 *
 * @returns null when nothing waits at this step, it expired or ran out of attempts, or its account has changed since
 */
export async function countGuess(tx: Transaction, guess: Guess): Promise<CountedGuess | null> {
  const isRight = guess.codeHashes.length === 0 ? sql`false` : inArray(flows.codeHash, [...guess.codeHashes]);
  const rows = await tx
    .with(...heldBehind(tx, guess.id))
    .update(flows)
    .set({ attempts: sql`${flows.attempts} + case when ${isRight} then 0 else 1 end` })
    .where(
      and(
        eq(flows.id, guess.id),
        eq(flows.step, guess.step),
        gt(flows.expiresAt, guess.now),
        lt(flows.attempts, guess.maxAttempts),
        isLive,
      ),
    )
    .returning({ ...getTableColumns(flows), eventUserId: eventUser });
  const row = rows[0];
  if (row === undefined) return null;
  const { eventUserId, ...flow } = row;
  return { flow, eventUserId, isRight: flow.codeHash !== null && guess.codeHashes.includes(flow.codeHash) };
}

/** A new code for a waiting step: counts against `resends` or `changes`, keeps attempts and expiry. */
export interface Reissue {
  id: string;
  step: string;
  count: "resends" | "changes";
  max: number;
  codeHash: string | null;
  state?: unknown;
  /** The flow that was read: what it waits for, and whose it is, must still be so, since the code goes there. */
  seen?: Pick<FlowRow, "state" | "userId" | "login">;
  now: Date;
}

/** @returns null when nothing waits at this step any more, its state has changed, or the count is used up */
export async function reissueCode(tx: Transaction, change: Reissue): Promise<FlowRow | null> {
  const counter = flows[change.count];
  const rows = await tx
    .with(...heldBehind(tx, change.id))
    .update(flows)
    .set({
      [change.count]: sql`${counter} + 1`,
      codeHash: change.codeHash,
      ...(change.state === undefined ? {} : { state: change.state }),
    })
    .where(
      and(
        eq(flows.id, change.id),
        eq(flows.step, change.step),
        gt(flows.expiresAt, change.now),
        lt(counter, change.max),
        change.seen === undefined ? undefined : isAsSeen(change.seen),
        isLive,
      ),
    )
    .returning();
  return rows[0] ?? null;
}

function isAsSeen({ state, userId, login }: Pick<FlowRow, "state" | "userId" | "login">): SQL {
  return sql`${flows.state} = ${JSON.stringify(state)}::jsonb and ${flows.userId} is not distinct from ${userId}::uuid
    and ${flows.login} is not distinct from ${login === null ? null : JSON.stringify(login)}::jsonb`;
}

/** Changes the account of a flow. The caller has locked the row. */
export async function adoptFlow(
  tx: Transaction,
  id: string,
  change: Partial<Pick<FlowRow, "userId" | "userVersion" | "login" | "codeHash" | "state" | "expiresAt">>,
): Promise<void> {
  await tx.update(flows).set(change).where(eq(flows.id, id));
}

/**
 * Uses a flow up: of two calls that end it at the same time, one succeeds.
 * @returns false when it no longer exists or is void
 */
export async function takeFlow(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx
    .with(...heldBehind(tx, id))
    .delete(flows)
    .where(and(eq(flows.id, id), isLive))
    .returning({ id: flows.id });
  return rows.length > 0;
}

function one(rows: FlowRow[]): FlowRow {
  const row = rows[0];
  if (row === undefined) throw new Error("an insert returned no row");
  return row;
}
