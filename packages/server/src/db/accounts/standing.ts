import { and, isNotNull, isNull, ne, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { emailAddresses, users } from "../tables/accounts.ts";

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

/** Whether a number belongs to the user that has it. */
export function phoneStands(row: { id: SQLWrapper; phoneVerifiedAt: SQLWrapper }): SQL {
  return sql`(${row.phoneVerifiedAt} is not null or not ${hasProof(row.id)})`;
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
