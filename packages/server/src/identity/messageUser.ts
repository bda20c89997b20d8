import type { Account } from "../db/accounts/accounts.ts";
import { viewAccount } from "../engine/view.ts";
import type { MessageContext } from "../ports/mail/mail.ts";

/** How a message refers to an account. */
export function messageUser(account: Account): NonNullable<MessageContext["user"]> {
  const { id, display, email, username } = viewAccount(account);
  return { id, display, email, username };
}
