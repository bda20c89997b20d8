import { and, isNotNull, isNull, ne, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Transaction } from "../database.ts";
import { emailAddresses, hiddenSignups, users } from "../tables/accounts.ts";

/**
 * Which contacts belong to an account, for statements; `standsWith` of `identity/ownership/ownership.ts` is the same
 * rule for an account in memory. Other contacts block nobody.
 */

/** Whether anything of a user is verified. */
function hasProof(userId: SQLWrapper): SQL {
  return sql`(exists (select 1 from ${users} as owner where owner.id = ${userId} and owner.phone_verified_at is not null)
    or exists (select 1 from ${emailAddresses} as proof where proof.user_id = ${userId} and proof.verified_at is not null))`;
}

/** Whether an address belongs to the user of its row. */
export function emailStands(row: { userId: SQLWrapper; verifiedAt: SQLWrapper; addedUntil: SQLWrapper }): SQL {
  return sql`(${row.verifiedAt} is not null or (${row.addedUntil} is null and not ${hasProof(row.userId)}))`;
}

/** Whether a number belongs to the user that has it. One that was set within a session is not claimed. */
export function phoneStands(row: { id: SQLWrapper; phoneVerifiedAt: SQLWrapper; phoneClaim: SQLWrapper }): SQL {
  return sql`(${row.phoneVerifiedAt} is not null or (${row.phoneClaim} is not null and not ${hasProof(row.id)}))`;
}

/** Who asks whether a hidden signup holds a contact. */
export interface DraftQuestion {
  via: "email" | "phone";
  /** The addresses or numbers. */
  contacts: SQL;
  /** The id of the account or signup that asks: its own does not count. */
  but: SQL;
  /** Whether only what is verified counts: the contact was just proved. */
  isProved: boolean;
  /** When the signup that asks was made: of several alike, the first one holds a contact. */
  before?: SQL;
  /** Whether an account asks: a signup with an address or number that it has verified is probably its owner's own. */
  isAccount?: boolean;
}

/**
 * Whether a contact belongs to a hidden signup: as it would to the account that was requested. Otherwise whoever began it
 * would learn, by using its other contact once more, that it is hidden. An address counts where it is the signup's own,
 * not where a provider has verified it besides.
 */
export function heldByDraft({ via, contacts, but, isProved, before, isAccount = false }: DraftQuestion): SQL {
  const draft = alias(hiddenSignups, "holding");
  const isFirst = before === undefined ? sql`` : sql`and ${draft.createdAt} < ${before}`;
  // Of several that have verified it, the first one: else each would be in the other's way.
  const isVerified = sql`(${draftHasVerified(draft, via)} ${isProved ? isFirst : sql``})`;
  const isUnproved = sql`(${draft.phoneVerifiedAt} is null and not ${hasVerifiedEmail(draft, sql``)} ${isFirst})`;
  const isOwn = sql`(exists (select 1 from ${emailAddresses} as own where own.user_id = ${but} and own.verified_at is not null
    and own.address = ${draft.email}) or exists (select 1 from ${users} as self where self.id = ${but}
    and self.phone_verified_at is not null and self.phone = ${draft.phone}))`;
  return sql`exists (select 1 from ${hiddenSignups} as holding where ${draft[via]} in (${contacts}) and ${draft.id} <> ${but}
    and ${isProved ? isVerified : sql`(${isVerified} or ${isUnproved})`} ${isAccount ? sql`and not ${isOwn}` : sql``})`;
}

/** The columns of a hidden signup, whatever its table is called in the statement. */
interface Draft {
  draft: SQLWrapper;
  email: SQLWrapper;
  phoneVerifiedAt: SQLWrapper;
}

/** Whether a hidden signup has verified its own address or number. */
export function draftHasVerified(draft: Draft, via: "email" | "phone"): SQL {
  if (via === "phone") return sql`${draft.phoneVerifiedAt} is not null`;
  return hasVerifiedEmail(draft, sql`and entry ->> 'address' = ${draft.email}`);
}

/** Of contents that only a newer version can read, as much as is as it was: they fail no statement about a contact. */
function hasVerifiedEmail({ draft }: Draft, which: SQL): SQL {
  const emails = sql`case jsonb_typeof(${draft} -> 'emails') when 'array' then ${draft} -> 'emails' else '[]'::jsonb end`;
  return sql`exists (select 1 from jsonb_array_elements(${emails}) as entry
    where entry ->> 'verifiedAt' is not null ${which})`;
}

/**
 * Frees the number and the addresses that a user signed up with and has not verified, now that another contact is
 * verified; run by the statement that verifies it.
 *
 * @param verified the user whose contact is verified; empty when it is not
 */
export function releasedClaims(tx: Transaction, verified: SQL, keptEmailId: string | null) {
  const emails = tx.$with("released_emails").as(
    tx
      .update(emailAddresses)
      .set({ signupClaim: null })
      .where(
        and(
          sql`${emailAddresses.userId} in (${verified})`,
          isNull(emailAddresses.verifiedAt),
          isNotNull(emailAddresses.signupClaim),
          keptEmailId === null ? undefined : ne(emailAddresses.id, keptEmailId),
        ),
      )
      .returning({ id: emailAddresses.id }),
  );
  const phone = tx.$with("released_phone").as(
    tx
      .update(users)
      .set({ phoneClaim: null })
      .where(and(sql`${users.id} in (${verified})`, isNull(users.phoneVerifiedAt), isNotNull(users.phoneClaim)))
      .returning({ id: users.id }),
  );
  return { emails, phone };
}
