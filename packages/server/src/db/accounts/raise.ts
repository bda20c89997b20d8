import { and, eq, isNull, ne, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { EndReason } from "../../wire/state.ts";
import { emailAddresses, users } from "../tables/accounts.ts";
import { knownClients } from "../tables/notices.ts";
import { flows, oneTimeKeys, sessions, trustedBrowsers } from "../tables/sessions.ts";
import { type AccountTransaction, noteChange } from "./accountTransaction.ts";

/** What a change of an account does to whatever is pending for it. */
export interface Raise {
  /** The reason with which flows of the account end. */
  reason: Exclude<EndReason, "expired" | "attempts">;
  /** The flow in which the account is changed: it continues. */
  keptFlowId?: string | undefined;
  /** The address that was verified: flows that wait only for it end as `verified`. */
  verifiedEmail?: string | undefined;
  /** Flow in which the account is changed, and which the change uses up. The caller has locked it. */
  takenFlowId?: string | undefined;
  /** Whether keys that verify an address are void as well. */
  voidsAllKeys?: boolean;
  /** Whether every session of the account ends. */
  endsSessions?: boolean;
  /** The new hash of the password; null: the account has none from now on. */
  passwordHash?: string | null | undefined;
  /**
   * The address that is kept when all other unverified ones are deleted; null: none is kept. Undefined: all are kept.
   */
  keptEmailId?: string | null | undefined;
}

/**
 * Raises an account's version, which voids older keys, pending logins, challenges, redirects to providers and trusted
 * browsers, whoever holds them. One statement. The caller has locked the user's row.
 *
 * @returns the new version; null when the user no longer exists
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

/** Whether a flow waits only for the address that was verified. */
export function waitsForEmail(verifiedEmail: string | undefined): SQL {
  if (verifiedEmail === undefined) return sql`false`;
  return sql`${flows.step} = 'verify_email' and ${flows.state} ->> 'email' = ${verifiedEmail}`;
}

/**
 * Whether a flow waits for the code that was sent to a contact of an account that nobody had verified: nobody has proved
 * anything in it yet. Unless that contact is verified now, it goes on as that of a contact which nobody has, and no code
 * is right: whoever began it must not learn that the contact is one of this account, and not of another.
 *
 * @param isItsOwner whether the account has verified this contact, or had verified another one before
 */
export function waitsForStrayCode(isItsOwner: SQL): SQL {
  return sql`(not ${isItsOwner} and (
    (${flows.step} = 'login_by_code' and ${flows.login} -> 'methods' = '[]'::jsonb)
    or (${flows.step} = 'password_reset_by_code' and ${flows.state} ->> 'confirmed' = 'false')))`;
}

/** What becomes of a flow that belongs to nobody any more where a condition holds; see {@link waitsForStrayCode}. */
export function ofNobody(condition: SQL) {
  const without = (column: SQLWrapper) => sql`jsonb_set(${column}, '{draft}', 'null', false)`;
  return {
    userId: sql`case when ${condition} then null else ${flows.userId} end`,
    codeHash: sql`case when ${condition} then null else ${flows.codeHash} end`,
    login: sql`case when ${condition} then ${without(flows.login)} else ${flows.login} end`,
    state: sql`case when ${condition} then ${without(flows.state)} else ${flows.state} end`,
  };
}

/** Of what the user has verified by now: whether it is the contact in a flow's state, or more than one contact. */
function isVerifiedByUser(): SQL {
  return sql`(select count(*) > 1 or coalesce(bool_or(proved.contact = ${flows.state} ->> 'recipient'), false) from (
      select address as contact from ${emailAddresses} where user_id = ${flows.userId} and verified_at is not null
      union all select phone from ${users} where id = ${flows.userId} and phone_verified_at is not null
    ) as proved)`;
}

/**
 * The parts of a statement that raises the version of an account where a condition holds.
 *
 * @returns `raised`, which gives the new version, and the others, which the statement must run with it
 */
export function raising(
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
  const isStray = sql`(not ${isKept} and ${waitsForStrayCode(isVerifiedByUser())})`;
  const ended = tx.$with("ended").as(
    tx
      .update(flows)
      .set({
        ...ofNobody(isStray),
        userVersion: sql`case when ${isKept} then (select version from raised) when ${isStray} then null else ${flows.userVersion} end`,
        endedReason: sql`case when ${isKept} or ${isStray} then null when ${waitsForEmail(verifiedEmail)} then 'verified' else ${reason} end`,
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
  // Somebody else may have logged in there: its next login is told again.
  const clients = tx.$with("clients").as(
    tx
      .delete(knownClients)
      .where(and(eq(knownClients.userId, userId), reason === "revoked" ? condition : sql`false`))
      .returning({ id: knownClients.id }),
  );
  return { raised, others: [ended, keys, browsers, clients, ...takingOver(transaction, { userId, raise, condition })] };
}

/** What else is deleted when the owner of an account shows up. */
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
