import { type Account, findAccountsOrDrafts } from "../../db/accounts/accounts.ts";
import type { Database } from "../../db/database.ts";
import { type Contact, hasVerified, standsWith } from "../ownership/ownership.ts";
import { holderOf } from "./givenAccounts.ts";

/** An account or a hidden signup that asks about others. */
export interface Asking {
  id: string;
  /** An address that it has verified: a hidden signup with it is probably its owner's own. */
  email?: string | null;
  /** When it was created with the contact: later hidden signups are hidden because of it. */
  since?: Date;
}

/**
 * Whether an address or number belongs to an account, or to a hidden signup. The latter counts as the account that it
 * requested: otherwise whoever began it would learn, by using its other contact again, that it is hidden.
 *
 * @param but its own contacts do not count
 */
export async function belongsToSomebody(database: Database, contact: Contact, but?: Asking): Promise<boolean> {
  return (await holdersOf(database, contact, but)).some((account) => standsWith(account, contact));
}

/** Whether another account, or hidden signup, has verified an address or number. */
export async function isVerifiedElsewhere(database: Database, contact: Contact, but: Asking): Promise<boolean> {
  return (await holdersOf(database, contact, but)).some((account) => hasVerified(account, contact));
}

/** Whether another account, or hidden signup, has it at all. */
export async function isHeldElsewhere(database: Database, contact: Contact, but: Asking): Promise<boolean> {
  return (await holdersOf(database, contact, but)).length > 0;
}

async function holdersOf(database: Database, contact: Contact, but?: Asking): Promise<Account[]> {
  const { accounts, drafts } = await findAccountsOrDrafts(database, contact);
  const isOwn = ({ emails }: Account) => but?.email != null && emails.some(({ address }) => address === but.email);
  const isEarlier = ({ user }: Account) => but?.since === undefined || user.createdAt < but.since;
  const hidden = drafts.map(holderOf).filter((account) => !isOwn(account) && isEarlier(account));
  return [...accounts, ...hidden].filter(({ user }) => user.id !== but?.id);
}
