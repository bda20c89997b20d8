import type { Account } from "../db/accounts/accounts.ts";
import type { EmailRow, SessionRow, UserRow } from "../db/rows.ts";
import type { SessionInfo, User } from "../wire/state.ts";

/** An account as its owner sees it. */
export function viewUser(user: UserRow, primaryEmail: EmailRow | null): User {
  const email = primaryEmail?.address ?? null;
  return {
    id: user.id,
    display: user.username ?? email ?? user.phone ?? "",
    email,
    emailVerified: primaryEmail?.verifiedAt != null,
    username: user.username,
    phone: user.phone,
    hasUsablePassword: user.passwordHash !== null,
    data: user.data,
  };
}

export function viewAccount(account: Account): User {
  return viewUser(account.user, primaryOf(account));
}

/** The primary address; null when there is none. */
export function primaryOf(account: Account): EmailRow | null {
  return account.emails.find((email) => email.isPrimary) ?? null;
}

export function viewSession(session: SessionRow): SessionInfo {
  return {
    id: session.id,
    createdAt: session.createdAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    reauthenticatedAt: session.reauthenticatedAt.toISOString(),
    ...(session.actor === null ? {} : { actor: session.actor }),
  };
}
