import { and, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "./database.ts";
import { flows } from "./tables.ts";

export type FlowRow = typeof flows.$inferSelect;

/** What a step waits with, before its counters. */
export type NewFlow = Omit<FlowRow, "attempts" | "resends" | "changes">;

/** The flow behind a token, if it has not expired. */
export async function findFlowByToken(database: Database, tokenHash: string, now: Date): Promise<FlowRow | null> {
  const rows = await database
    .select()
    .from(flows)
    .where(and(eq(flows.tokenHash, tokenHash), gt(flows.expiresAt, now)));
  return rows[0] ?? null;
}

export async function insertFlow(tx: Transaction, flow: NewFlow): Promise<FlowRow> {
  const rows = await tx
    .insert(flows)
    .values({ ...flow, attempts: 0, resends: 0, changes: 0 })
    .returning();
  return one(rows);
}

/** Moves a flow to another step; its counters begin anew. @returns null when it is gone. */
export async function moveFlow(
  tx: Transaction,
  id: string,
  to: Pick<FlowRow, "step" | "state" | "login" | "codeHash" | "expiresAt" | "userId">,
): Promise<FlowRow | null> {
  const rows = await tx
    .update(flows)
    .set({ ...to, attempts: 0, resends: 0, changes: 0 })
    .where(eq(flows.id, id))
    .returning();
  return rows[0] ?? null;
}

/** Which answer is given to which flow. */
export interface Guess {
  id: string;
  step: string;
  /** MACs of the answer under each secret. Empty: an answer that cannot be right, but counts. */
  codeHashes: readonly string[];
  maxAttempts: number;
  now: Date;
}

/**
 * Counts an answer and compares it, in one statement: of twenty that arrive together no more than `maxAttempts` are
 * wrong. A right one is not counted, so that it may be looked at before it is used. Holds the row's lock until the
 * transaction ends.
 *
 * @returns null when nothing waits at this step, or it expired or ran out of attempts
 */
export async function countGuess(tx: Transaction, guess: Guess): Promise<{ flow: FlowRow; isRight: boolean } | null> {
  const isRight = guess.codeHashes.length === 0 ? sql`false` : inArray(flows.codeHash, [...guess.codeHashes]);
  const rows = await tx
    .update(flows)
    .set({ attempts: sql`${flows.attempts} + case when ${isRight} then 0 else 1 end` })
    .where(
      and(
        eq(flows.id, guess.id),
        eq(flows.step, guess.step),
        gt(flows.expiresAt, guess.now),
        lt(flows.attempts, guess.maxAttempts),
      ),
    )
    .returning();
  const flow = rows[0];
  if (flow === undefined) return null;
  return { flow, isRight: flow.codeHash !== null && guess.codeHashes.includes(flow.codeHash) };
}

/** A new code for a waiting step: counts against `resends` or `changes`, keeps attempts and expiry. */
export interface Reissue {
  id: string;
  step: string;
  count: "resends" | "changes";
  max: number;
  codeHash: string | null;
  state?: unknown;
  now: Date;
}

/** @returns null when nothing waits at this step any more, or the count is used up */
export async function reissueCode(tx: Transaction, change: Reissue): Promise<FlowRow | null> {
  const counter = flows[change.count];
  const rows = await tx
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
      ),
    )
    .returning();
  return rows[0] ?? null;
}

/** Changes whom a flow is about. The caller holds the row's lock. */
export async function adoptFlow(
  tx: Transaction,
  id: string,
  change: Partial<Pick<FlowRow, "userId" | "login" | "codeHash" | "state">>,
): Promise<void> {
  await tx.update(flows).set(change).where(eq(flows.id, id));
}

/** Takes a flow away if it waits at this step. @returns null when it does not, or no longer. */
export async function takeFlow(tx: Transaction, id: string, step: string, now: Date): Promise<FlowRow | null> {
  const rows = await tx
    .delete(flows)
    .where(and(eq(flows.id, id), eq(flows.step, step), gt(flows.expiresAt, now)))
    .returning();
  return rows[0] ?? null;
}

export async function deleteFlow(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.delete(flows).where(eq(flows.id, id)).returning({ id: flows.id })).length > 0;
}

export async function deleteFlowByToken(tx: Transaction, tokenHash: string): Promise<void> {
  await tx.delete(flows).where(eq(flows.tokenHash, tokenHash));
}

/** Ends everything that waits for this user, but for the flows named. */
export async function deleteFlowsOf(tx: Transaction, userId: string, kept: readonly string[] = []): Promise<void> {
  const others = kept.length === 0 ? undefined : sql`not ${inArray(flows.id, [...kept])}`;
  await tx.delete(flows).where(and(eq(flows.userId, userId), others));
}

/** Ends what waits within a session at one of these steps. */
export async function deleteSessionFlows(tx: Transaction, sessionId: string, steps: readonly string[]): Promise<void> {
  const any = or(...steps.map((step) => eq(flows.step, step)));
  await tx.delete(flows).where(and(eq(flows.sessionId, sessionId), any));
}

function one(rows: FlowRow[]): FlowRow {
  const row = rows[0];
  if (row === undefined) throw new Error("an insert returned no row");
  return row;
}
