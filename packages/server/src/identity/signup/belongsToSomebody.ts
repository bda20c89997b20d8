import { findAccountsByEmail, findAccountsByPhone } from "../../db/accounts/accounts.ts";
import type { Database } from "../../db/database.ts";
import { type Contact, standsWith } from "../ownership/ownership.ts";

/** Whether an address or number belongs to an account. @param but a user whose own account does not count */
export async function belongsToSomebody(database: Database, contact: Contact, but?: string): Promise<boolean> {
  const { via, recipient } = contact;
  const accounts =
    via === "email" ? await findAccountsByEmail(database, recipient) : await findAccountsByPhone(database, recipient);
  return accounts.some((account) => account.user.id !== but && standsWith(account, contact));
}
