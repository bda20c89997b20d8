import { and, desc, eq, inArray, isNull, ne, not, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { LoginMethod } from "../../wire/session.ts";
import { type Database, iso, type Transaction } from "../database.ts";
import { builtOnce } from "../driver/builtOnce.ts";
import type { EmailRow, HiddenSignupRow } from "../rows.ts";
import { emailAddresses, hiddenSignups, users } from "../tables/accounts.ts";
import { flows, oneTimeKeys } from "../tables/sessions.ts";
import { ofNobody, type Raise, waitsForEmail, waitsForStrayCode } from "./raise.ts";
import { draftHasVerified, emailStands, heldByDraft, phoneStands } from "./standing.ts";

/** A signup that is kept although one of its identifiers is taken. */
export interface Hidden {
  row: HiddenSignupRow;
  /** Its address, as the account is to have it: links to it then belong to the account. */
  email: Pick<EmailRow, "id" | "address"> | null;
  /** What happens to its flows when it becomes an account. */
  ends: Raise;
  /** The addresses and numbers that it has verified by then. */
  verified: readonly string[];
  /** The contact that was just proved: as with an account, only someone who has verified it as well is in the way. */
  proved?: string | null;
}

/** Maximum per address or number: a stranger must not slow down its owner's logins. */
export const MAX_PER_CONTACT = 50;

/** The column of each identifier. */
export const COLUMN = {
  email: hiddenSignups.email,
  username: hiddenSignups.usernameKey,
  phone: hiddenSignups.phone,
} as const satisfies Record<LoginMethod, unknown>;

/** The identifiers of a hidden signup that are currently taken, by an account or an earlier hidden signup. */
export interface TakenOfSignup {
  isEmailTaken: boolean;
  isPhoneTaken: boolean;
}

export interface FoundHiddenSignup extends TakenOfSignup {
  row: HiddenSignupRow;
}

/** The contents of a hidden signup, as stored. */
export interface FoundDraft extends TakenOfSignup {
  draft: unknown;
}

/** The hidden signups that gave this identifier, the newest first. */
export async function findHiddenSignups(
  database: Database,
  { method, value }: { method: LoginMethod; value: string },
): Promise<FoundHiddenSignup[]> {
  const rows = await signupsByIdentifier(database, method).execute({ value });
  const isHeld = ({ isEmailTaken, isPhoneTaken }: TakenOfSignup) => (method === "email" ? isEmailTaken : isPhoneTaken);
  const holding = method === "username" ? rows : rows.filter((row) => !isHeld(row));
  return [...holding, ...rows.filter((row) => !holding.includes(row)).slice(0, MAX_PER_CONTACT)];
}

const signupsByIdentifier = builtOnce((database, method: LoginMethod) => {
  const { isEmailTaken, isPhoneTaken } = takenOfSignup();
  const takenOnes = { email: [isEmailTaken], phone: [isPhoneTaken], username: [] }[method];
  return (
    database
      .select({ row: hiddenSignups, isEmailTaken, isPhoneTaken })
      .from(hiddenSignups)
      .where(eq(COLUMN[method], sql.placeholder("value")))
      // The one that holds the contact comes first, as an account would be found however many others there are.
      .orderBy(...takenOnes, desc(hiddenSignups.createdAt))
      .limit(MAX_PER_CONTACT + 1)
  );
});

function takenOfSignup() {
  const [held, holder] = [alias(emailAddresses, "held"), alias(users, "holder")];
  const own = { but: sql`${hiddenSignups}.id`, isProved: false, before: sql`${hiddenSignups}.created_at` };
  const heldEmail = heldByDraft({ ...own, via: "email", contacts: sql`${hiddenSignups}.email` });
  const heldPhone = heldByDraft({ ...own, via: "phone", contacts: sql`${hiddenSignups}.phone` });
  const isEmailTaken = sql<boolean>`(exists (select 1 from ${emailAddresses} as held
    where held.address = ${hiddenSignups}.email and ${emailStands(held)}) or ${heldEmail})`;
  const isPhoneTaken = sql<boolean>`(exists (select 1 from ${users} as holder
    where holder.phone = ${hiddenSignups}.phone and ${phoneStands(holder)}) or ${heldPhone})`;
  return { isEmailTaken, isPhoneTaken };
}

/**
 * The first hidden signup created with a provider account: a {@link FoundDraft} as text, since drivers differ about
 * JSON.
 */
export function draftBySocial({ provider, uid }: { provider: string; uid: string }): SQL<string | null> {
  const { isEmailTaken, isPhoneTaken } = takenOfSignup();
  return sql`(select json_build_object('draft', ${hiddenSignups.draft}, 'isEmailTaken', ${isEmailTaken},
    'isPhoneTaken', ${isPhoneTaken})::text from ${hiddenSignups}
    where ${hiddenSignups.provider} = ${provider} and ${hiddenSignups.uid} = ${uid}
    order by ${hiddenSignups.createdAt} limit 1)`;
}

/** The contents of a hidden signup; null when it no longer exists, for example because it has become an account. */
export async function findHiddenDraft(database: Database, id: string): Promise<unknown> {
  const rows = await database
    .select({ draft: hiddenSignups.draft })
    .from(hiddenSignups)
    .where(eq(hiddenSignups.id, id));
  return rows[0]?.draft ?? null;
}

/**
 * What happens to the hidden signup in the statement that creates an account or finds it taken: the signup is kept,
 * with its current address and number, or deleted because it has become an account, which ends what else is pending for
 * it.
 */
export function keepHiddenSignup(
  tx: Transaction,
  { row, email: kept, ends, verified: contacts }: Hidden,
  isTaken: SQL,
) {
  const { isEmailTaken, isPhoneTaken } = takenOfSignup();
  const surplus = tx
    .select({ id: hiddenSignups.id })
    .from(hiddenSignups)
    .where(
      and(
        row.email === null ? eq(hiddenSignups.phone, row.phone ?? "") : eq(hiddenSignups.email, row.email),
        ne(hiddenSignups.id, row.id),
        // The one that holds the contact stays, as an account would: else its end would show that it was hidden. So does
        // one that has verified it, which belongs to the contact's owner.
        row.email === null ? isPhoneTaken : isEmailTaken,
        not(draftHasVerified(hiddenSignups, row.email === null ? "phone" : "email")),
      ),
    )
    .orderBy(desc(hiddenSignups.createdAt))
    .offset(MAX_PER_CONTACT - 1);
  const isSurplus = and(isTaken, inArray(hiddenSignups.id, surplus));
  const isMade = and(not(isTaken), eq(hiddenSignups.id, row.id));
  const dropped = tx
    .$with("dropped")
    .as(tx.delete(hiddenSignups).where(or(isSurplus, isMade)).returning({ id: hiddenSignups.id }));
  const ended = tx
    .$with("ended")
    .as(endingFlows(tx, row.id, { raise: ends, verified: contacts, condition: not(isTaken) }));
  const { email, phone, phoneVerifiedAt, draft, provider, uid } = row;
  const hidden = tx.$with("hidden").as(
    tx
      .insert(hiddenSignups)
      .select(
        sql`select ${row.id}::uuid, ${email}::text, ${phone}::text, ${iso(row.phoneVerifiedAt)}::timestamptz,
          ${row.usernameKey}::text, ${row.passwordHash}::text, ${row.passwordTag}::text, ${JSON.stringify(draft)}::jsonb,
          ${iso(row.createdAt)}::timestamptz, ${provider}::text, ${uid}::text where ${isTaken}`,
      )
      .onConflictDoUpdate({ target: hiddenSignups.id, set: { email, phone, phoneVerifiedAt, draft } })
      .returning({ id: hiddenSignups.id }),
  );
  const adopted = tx.$with("adopted").as(
    tx
      .update(oneTimeKeys)
      .set({ userId: row.id, emailAddressId: kept?.id ?? null, hiddenSignupId: null })
      .where(and(not(isTaken), eq(oneTimeKeys.hiddenSignupId, row.id), eq(oneTimeKeys.address, kept?.address ?? "")))
      .returning({ id: oneTimeKeys.id }),
  );
  return [dropped, hidden, ended, adopted] as const;
}

/**
 * The hidden signup behind a row that is about to be consumed, locked; to be put before the statement that consumes it.
 * As with the account of `heldOwner`, it is locked first, so that no two calls that continue it deadlock.
 */
export function heldHiddenSignup(tx: Transaction, id: SQL) {
  return tx
    .$with("held_signup")
    .as(
      tx.select({ id: hiddenSignups.id }).from(hiddenSignups).where(sql`${hiddenSignups.id} = (${id})`).for("update"),
    );
}

/**
 * Locks a hidden signup until the transaction ends.
 * @returns false when it no longer exists, for example because it has become an account
 */
export async function holdHiddenSignup(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: hiddenSignups.id })
    .from(hiddenSignups)
    .where(eq(hiddenSignups.id, id))
    .for("update");
  return rows.length > 0;
}

/** The hidden signup that a flow continues, as text: that of a login, or of a reset. */
export const signupOfFlow = sql`coalesce(${flows.login} #>> '{draft,id}', ${flows.state} #>> '{draft,id}')`;

/**
 * Ends what else is pending for a hidden signup, as raising the version of an account does for the account
 * (`raiseVersion`): one statement.
 */
export async function raiseHiddenSignup(
  tx: Transaction,
  { id, verified }: { id: string; verified: readonly string[] },
  raise: Raise,
): Promise<void> {
  const keys = tx.$with("keys").as(
    tx
      .delete(oneTimeKeys)
      .where(and(eq(oneTimeKeys.hiddenSignupId, id), eq(oneTimeKeys.purpose, "password_reset")))
      .returning({ id: oneTimeKeys.id }),
  );
  const ended = tx.$with("ended").as(endingFlows(tx, id, { raise, verified, condition: sql`true` }));
  await tx.with(keys, ended).select().from(ended);
}

function endingFlows(
  tx: Transaction,
  id: string,
  { raise, verified, condition }: { raise: Raise; verified: readonly string[]; condition: SQL },
) {
  const { reason, keptFlowId, verifiedEmail } = raise;
  const recipient = sql`${flows.state} ->> 'recipient'`;
  const isOne = () => sql`coalesce(${inArray(recipient, [...verified])}, false)`;
  const isStray = waitsForStrayCode(verified.length === 0 ? sql`false` : verified.length > 1 ? sql`true` : isOne());
  const isOther = keptFlowId === undefined ? undefined : ne(flows.id, keptFlowId);
  return tx
    .update(flows)
    .set({
      ...ofNobody(isStray),
      endedReason: sql`case when ${isStray} then null when ${waitsForEmail(verifiedEmail)} then 'verified' else ${reason} end`,
    })
    .where(and(isNull(flows.userId), sql`${signupOfFlow} = ${id}`, isOther, isNull(flows.endedReason), condition))
    .returning({ id: flows.id });
}

export async function updateHiddenSignup(
  tx: Transaction,
  id: string,
  change: Partial<Pick<HiddenSignupRow, "email" | "phone" | "phoneVerifiedAt" | "draft">>,
): Promise<void> {
  await tx.update(hiddenSignups).set(change).where(eq(hiddenSignups.id, id));
}
