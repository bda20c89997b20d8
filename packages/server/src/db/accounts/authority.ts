import { and, eq, gt, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { EndReason } from "../../wire/state.ts";
import type { Transaction } from "../database.ts";
import { waitsBriefly } from "../retries/lockTimeout.ts";
import type { SessionRow, UserRow } from "../rows.ts";
import { emailAddresses, users } from "../tables/accounts.ts";
import { flows, oneTimeKeys, sessions, trustedBrowsers } from "../tables/sessions.ts";
import { type AccountTransaction, noteChange } from "./accountTransaction.ts";

/**
 * The statements in which a right is proved where it is used.
 *
 * Each takes the account's row first, and only then what it is about: whoever changes the same account waits there, and
 * no two can wait for each other.
 */

/**
 * Holds a session and its user until the transaction ends: neither can end or change meanwhile.
 *
 * @returns the user as it stands now; null when the session has ended, its token was renewed, or the user is not active
 */
export async function holdSession(
  tx: Transaction,
  { session, now }: { session: Pick<SessionRow, "id" | "userId" | "tokenHash">; now: Date },
): Promise<UserRow | null> {
  const owner = tx.$with("owner").as(
    tx
      .select()
      .from(users)
      .where(and(eq(users.id, session.userId), eq(users.isActive, true)))
      .for("no key update"),
  );
  const rows = await tx
    .with(owner)
    .select()
    .from(sessions)
    .innerJoin(owner, eq(owner.id, sessions.userId))
    .where(and(eq(sessions.id, session.id), eq(sessions.tokenHash, session.tokenHash), gt(sessions.expiresAt, now)))
    .for("key share", { of: sessions });
  return rows[0]?.owner ?? null;
}

/** Holds a user until the transaction ends. @returns null when it is gone */
export async function holdUser(tx: Transaction, userId: string): Promise<UserRow | null> {
  const rows = await tx.select().from(users).where(eq(users.id, userId)).for("no key update");
  return rows[0] ?? null;
}

/** The account behind a row that is about to be consumed, held; to be put before the statement that consumes it. */
export function heldOwner(tx: Transaction, userId: SQL) {
  return tx
    .$with("owner")
    .as(
      tx
        .select({ id: users.id, version: users.version })
        .from(users)
        .where(sql`${users.id} = (${userId})`)
        .for("no key update"),
    );
}

/** What a change of an account does to what waits for it. */
export interface Raise {
  /** Why flows that wait for the account end. */
  reason: Exclude<EndReason, "expired" | "attempts">;
  /** The flow in which the account is changed: it goes on. */
  keptFlowId?: string | undefined;
  /** The address that was verified: flows that wait for just that end as `verified`. */
  verifiedEmail?: string | undefined;
  /** Flow in which the account is changed, and which that uses up. The caller holds it. */
  takenFlowId?: string | undefined;
  /** Whether keys that verify an address are void as well. */
  voidsAllKeys?: boolean;
  /** Whether every session of the account ends. */
  endsSessions?: boolean;
  /** The new hash of the password; null: the account has none from here on. */
  passwordHash?: string | null | undefined;
  /** The address beside which those go that are not verified; null: beside none. Undefined: all stay. */
  keptEmailId?: string | null | undefined;
}

/**
 * Raises an account's version: keys, logins that wait, challenges, journeys and the trust in browsers that were made
 * before are void, whoever holds them. One statement. The caller holds the user's row.
 *
 * @returns the new version; null when the user is gone
 */
export async function raiseVersion(
  transaction: AccountTransaction,
  userId: string,
  raise: Raise,
): Promise<number | null> {
  const { raised, others } = raising(transaction, { userId, raise, condition: sql`true` });
  const rows = await transaction.tx
    .with(raised, ...others)
    .select()
    .from(raised);
  return rows[0]?.version ?? null;
}

/** Which sessions of a user are to end, and why. */
export interface EndSessions {
  userId: string;
  /** The one that is kept; null: none is. */
  keptId: string | null;
  now: Date;
  reason: Raise["reason"];
}

/**
 * Ends every session of a user but one, and voids what waits for the account: one statement, which also verifies that the
 * kept session stands.
 *
 * A statement sees the sessions that were there when it began. When it had to wait for a login to commit, it does not see
 * that login's session, and runs again.
 *
 * @returns how many sessions ended; null when the kept one has ended itself, or the user is gone
 */
export async function endSessions(transaction: AccountTransaction, asked: EndSessions): Promise<number | null> {
  let ended = 0;
  for (;;) {
    const rows = await endSeenSessions(transaction, asked);
    const [first] = rows;
    if (first === undefined) return null;
    ended += rows.filter(({ id }) => id !== null).length;
    if (!first.hasWaited) return ended;
  }
}

async function endSeenSessions(transaction: AccountTransaction, { userId, keptId, now, reason }: EndSessions) {
  const { tx: database } = transaction;
  const owner = database.$with("owner").as(
    database
      .select({ id: users.id, row: sql<string>`${users}.xmin::text`.as("row") })
      .from(users)
      .where(and(eq(users.id, userId), waitsBriefly))
      .for("no key update"),
  );
  const isKept = and(eq(sessions.id, keptId ?? userId), eq(sessions.userId, userId), gt(sessions.expiresAt, now));
  const kept =
    keptId === null
      ? database.$with("kept").as(database.select({ id: owner.id }).from(owner))
      : database
          .$with("kept")
          .as(
            database
              .select({ id: sessions.id })
              .from(sessions)
              .where(and(isKept, sql`exists (select 1 from owner)`))
              .for("key share"),
          );
  const { raised, others } = raising(transaction, {
    userId,
    raise: { reason },
    condition: sql`exists (select 1 from kept)`,
  });
  const gone = database.$with("gone").as(
    database
      .delete(sessions)
      .where(
        and(
          eq(sessions.userId, userId),
          keptId === null ? undefined : ne(sessions.id, keptId),
          sql`exists (select 1 from kept)`,
        ),
      )
      .returning({ id: sessions.id }),
  );
  // The held row is the newest; read again, it is the one that was there when the statement began.
  const hasWaited = sql<boolean>`exists (select 1 from owner where owner.row <> (select xmin::text from ${users} where id = owner.id))`;
  return database
    .with(owner, kept, raised, ...others, gone)
    .select({ id: gone.id, hasWaited })
    .from(kept)
    .leftJoin(gone, sql`true`);
}

/** Whether a flow waits for just the address that was verified. */
export function waitsForEmail(verifiedEmail: string | undefined): SQL {
  if (verifiedEmail === undefined) return sql`false`;
  return sql`${flows.step} = 'verify_email' and ${flows.state} ->> 'email' = ${verifiedEmail}`;
}

function raising(
  transaction: AccountTransaction,
  { userId, raise, condition }: { userId: string; raise: Raise; condition: SQL },
) {
  const { tx } = transaction;
  const { reason, keptFlowId, verifiedEmail, takenFlowId, passwordHash, voidsAllKeys = false } = raise;
  const raised = tx.$with("raised").as(
    noteChange(transaction, userId)
      .update(users)
      .set({
        version: sql`${users.version} + 1`,
        passwordTag: null,
        ...(passwordHash === undefined ? {} : { passwordHash }),
      })
      .where(and(eq(users.id, userId), condition))
      .returning({ version: users.version }),
  );
  const isKept = keptFlowId === undefined ? sql`false` : sql`${flows.id} = ${keptFlowId}`;
  const ended = tx.$with("ended").as(
    tx
      .update(flows)
      .set({
        userVersion: sql`case when ${isKept} then (select version from raised) else ${flows.userVersion} end`,
        endedReason: sql`case when ${isKept} then null when ${waitsForEmail(verifiedEmail)} then 'verified' else ${reason} end`,
      })
      .where(
        and(
          eq(flows.userId, userId),
          isNull(flows.endedReason),
          takenFlowId === undefined ? undefined : ne(flows.id, takenFlowId),
          condition,
        ),
      )
      .returning({ id: flows.id }),
  );
  const keys = tx.$with("keys").as(
    tx
      .delete(oneTimeKeys)
      .where(
        and(
          eq(oneTimeKeys.userId, userId),
          voidsAllKeys ? undefined : eq(oneTimeKeys.purpose, "password_reset"),
          condition,
        ),
      )
      .returning({ id: oneTimeKeys.id }),
  );
  const browsers = tx.$with("browsers").as(
    tx
      .delete(trustedBrowsers)
      .where(and(eq(trustedBrowsers.userId, userId), condition))
      .returning({ id: trustedBrowsers.id }),
  );
  return { raised, others: [ended, keys, browsers, ...takingOver(transaction, { userId, raise, condition })] };
}

/** What goes besides when the owner of an account shows up. */
function takingOver(
  transaction: AccountTransaction,
  { userId, raise, condition }: { userId: string; raise: Raise; condition: SQL },
) {
  const { tx } = transaction;
  const { takenFlowId, endsSessions = false, keptEmailId } = raise;
  const taken = () => tx.delete(flows).where(and(eq(flows.id, takenFlowId ?? ""), condition));
  const closed = () => tx.delete(sessions).where(and(eq(sessions.userId, userId), condition));
  const isOther = keptEmailId == null ? undefined : ne(emailAddresses.id, keptEmailId);
  const dropped = () =>
    noteChange(transaction, userId)
      .delete(emailAddresses)
      .where(and(eq(emailAddresses.userId, userId), isNull(emailAddresses.verifiedAt), isOther, condition));
  return [
    ...(takenFlowId === undefined ? [] : [tx.$with("taken").as(taken().returning({ id: flows.id }))]),
    ...(endsSessions ? [tx.$with("closed").as(closed().returning({ id: sessions.id }))] : []),
    ...(keptEmailId === undefined ? [] : [tx.$with("dropped").as(dropped().returning({ id: emailAddresses.id }))]),
  ];
}
