import { type Account, insertAccount, takenIdentifierOf } from "../db/accounts.ts";
import type { HiddenSignupRow } from "../db/hiddenSignups.ts";
import type { Change } from "../engine/change.ts";
import { type Login, storeDraft } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { viewAccount } from "../engine/view.ts";
import { AuthError } from "../lib/authError.ts";
import { emailConflict } from "./conflicts.ts";
import { connectAccount } from "./connect.ts";

/** What a hidden signup gave is kept apart, so that what follows answers as if there were an account. */
export function hiddenRow(account: Account): HiddenSignupRow {
  const { id, phone, phoneVerifiedAt, usernameKey, passwordHash, passwordTag, createdAt } = account.user;
  return {
    ...{ id, phone, phoneVerifiedAt, usernameKey, passwordHash, passwordTag, createdAt },
    email: account.emails[0]?.address ?? null,
    draft: storeDraft(account),
  };
}

/**
 * Makes the account of a hidden signup, once nothing of it stands with somebody else any more.
 *
 * Whoever changes the address that a signup waits for gets the mail there, whether or not the first address was free:
 * otherwise a mail that never comes would tell.
 *
 * @returns null when something of it is still taken: the signup stays hidden
 */
export async function makeHiddenAccount(
  request: AuthRequest,
  { login, change: changed }: { login: Login; change: { email?: string; phone?: string } },
  within: Change,
): Promise<Account | null> {
  if (login.draft === null) return null;
  const { user, emails } = login.draft;
  const phone = changed.phone ?? user.phone;
  const account: Account = {
    user: { ...user, phone, phoneClaim: phone },
    emails: emails.map((email, index) => (index === 0 ? { ...email, address: changed.email ?? email.address } : email)),
    factors: [],
  };
  const { options } = request.runtime;
  try {
    const shared = { email: emailConflict(options) === "share", phone: false };
    if (!(await insertAccount(within.tx, account, shared, hiddenRow(account)))) return null;
  } catch (error) {
    if (takenIdentifierOf(error) === "username")
      throw new AuthError("username_taken", { param: "username", cause: error });
    throw error;
  }
  const { connects } = login;
  if (connects !== null && !(await connectAccount(request, { account, connects, isNew: true }, within)))
    throw new AuthError("connected_other");
  const view = viewAccount(account);
  await options.hooks.onSignup?.(view, within.tx);
  within.emit({ type: "signup", userId: view.id });
  return account;
}
