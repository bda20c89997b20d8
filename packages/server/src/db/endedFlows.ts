import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { type Database, shifted, type Transaction, timeOf } from "./database.ts";
import { waitsBriefly } from "./retries/lockTimeout.ts";
import type { FlowRow } from "./rows.ts";
import { emailAddresses, users } from "./tables/accounts.ts";
import { flows } from "./tables/sessions.ts";

/**
 * A flow that was deleted, as far as its end is an event: with the {@link eventUser user whom it names};
 * `endedReason` is null if it was still waiting.
 */
export type DeletedFlow = Pick<FlowRow, "step" | "userId" | "sessionId" | "expiresAt" | "endedReason">;

/**
 * The user whom the events of a flow name. Nobody, while it waits for the code that was sent to a contact which its user
 * has not verified: whoever signs up with somebody's address must not find in their own activity what happened there,
 * since nothing does if the address is taken. Within a session, a contact that is being verified is its user's own.
 */
export const eventUser = sql<string | null>`case
  when ${flows.step} in ('login_by_code', 'password_reset_by_code')
    or (${flows.step} in ('verify_email', 'verify_phone') and ${flows.sessionId} is null)
  then (select proved.id from ${users} as proved where proved.id = ${flows.userId} and (
    (proved.phone = ${waitingFor()} and proved.phone_verified_at is not null) or exists (select 1 from ${emailAddresses} as own
      where own.user_id = proved.id and own.address = ${waitingFor()} and own.verified_at is not null)))
  else ${flows.userId} end`;

function waitingFor(): SQL {
  return sql`coalesce(${flows.state} ->> 'recipient', ${flows.state} ->> 'email', ${flows.state} ->> 'phone')`;
}

const deletedFlow = {
  step: flows.step,
  userId: eventUser,
  sessionId: flows.sessionId,
  expiresAt: flows.expiresAt,
  endedReason: flows.endedReason,
};

/**
 * Removes a flow that has ended, so that its end is reported once: of two simultaneous calls, one gets it.
 * @returns null when another call was first
 */
export async function takeEndedFlow(database: Database, id: string): Promise<DeletedFlow | null> {
  const rows = await database
    .delete(flows)
    .where(and(eq(flows.id, id), waitsBriefly))
    .returning(deletedFlow);
  return rows[0] ?? null;
}

/** Seconds for which another process's clock may be behind: for it, the flow still waits. */
const CLOCK_DELAY = 60;

/**
 * Marks flows that have expired while they waited, at most `batch`, so that the end of each is reported once.
 *
 * @param asked `now`: null for the database's own clock. `within`: looks only at those that expired in these last
 *   seconds; null: at all of them
 */
export async function markExpiredFlows(
  database: Database,
  { now, within, batch }: { now: Date | null; within: number | null; batch: number },
): Promise<DeletedFlow[]> {
  const at = shifted(timeOf(now), -CLOCK_DELAY);
  const expired = database
    .select({ id: flows.id })
    .from(flows)
    .where(
      and(
        sql`${flows.expiresAt} <= ${at}`,
        within === null ? undefined : sql`${flows.expiresAt} > ${shifted(at, -within)}`,
        isNull(flows.endedReason),
      ),
    )
    .limit(batch)
    .for("update", { skipLocked: true });
  return database
    .update(flows)
    .set({ endedReason: "expired" })
    .where(inArray(flows.id, expired))
    .returning(deletedFlow);
}

/**
 * Ends a flow that ran out of attempts; its row is kept until its client has learned of it. The caller has locked it.
 */
export async function exhaustFlow(tx: Transaction, id: string): Promise<void> {
  await tx.update(flows).set({ endedReason: "attempts" }).where(eq(flows.id, id));
}

/** Deletes a flow, whatever it waits for. */
export async function deleteFlow(database: Database, id: string): Promise<DeletedFlow[]> {
  return database
    .delete(flows)
    .where(and(eq(flows.id, id), waitsBriefly))
    .returning(deletedFlow);
}

export async function deleteFlowByToken(tx: Transaction, tokenHash: string): Promise<DeletedFlow[]> {
  return tx.delete(flows).where(eq(flows.tokenHash, tokenHash)).returning(deletedFlow);
}

/** Ends what is pending within a session at one of these steps. */
export async function deleteSessionFlows(
  tx: Transaction,
  sessionId: string,
  steps: readonly string[],
): Promise<DeletedFlow[]> {
  const any = or(...steps.map((step) => eq(flows.step, step)));
  return tx
    .delete(flows)
    .where(and(eq(flows.sessionId, sessionId), any))
    .returning(deletedFlow);
}
