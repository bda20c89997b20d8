import { z } from "zod";
import type { Account } from "../../db/accounts/accounts.ts";
import type { GivenDraft } from "../../db/accounts/givenDrafts.ts";
import { readHiddenAccount, restoreHiddenAccount } from "../../engine/hiddenAccount.ts";

/**
 * The accounts that hidden signups requested and that their owner may open. One that only a newer version can read is
 * left to it, and keeps nobody else from anything.
 */
export function readableAccounts(drafts: readonly GivenDraft[]): Account[] {
  return drafts.flatMap(({ draft }) => readHiddenAccount(draft) ?? []);
}

const emailsOf = z.object({ emails: z.array(z.unknown()) });
const emailOf = z.object({ address: z.string().catch(""), verifiedAt: z.string().nullable().catch(null) });

/**
 * The same accounts, to ask what they hold: one that only a newer version can read holds its contact as well. It is judged
 * by its columns and by what is known of its contents, as `heldByDraft` judges it in statements: if they differed,
 * nobody could sign up with the contact, and the response would tell why.
 */
export function holderOf({ id, email, phone, phoneVerifiedAt, createdAt, draft }: GivenDraft): Account {
  const account = readHiddenAccount(draft);
  if (account !== null) return account;
  const entries = (emailsOf.safeParse(draft).data?.emails ?? []).flatMap((one) => emailOf.safeParse(one).data ?? []);
  const verified = entries.filter(({ verifiedAt }) => verifiedAt !== null);
  const isVerified = verified.some(({ address }) => address === email);
  const own = email === null || isVerified ? [] : [{ address: email, verifiedAt: null }];
  return restoreHiddenAccount({
    id,
    username: null,
    usernameKey: null,
    phone,
    phoneVerifiedAt,
    passwordHash: null,
    data: {},
    createdAt,
    emails: [...own, ...verified].map((one, index) => ({ ...one, id: `${id}-${index}` })),
  });
}
