import type { ResolvedOptions } from "../../config/options.ts";
import { type Account, findAccountById } from "../../db/accounts/accounts.ts";
import { findAuthenticatorsOf } from "../../db/credentials/authenticators.ts";
import { findSocialAccountsOf } from "../../db/credentials/socialAccounts.ts";
import type { Transaction } from "../../db/database.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthErrorCode } from "../../wire/errors.ts";

/** What a user could log in with. */
export interface Means extends Pick<Account, "user" | "emails"> {
  /** The number of passkeys that log in by themselves. */
  passkeys: number;
  /** The providers of the connections. */
  connections: readonly string[];
}

/**
 * The one check before any removal: can the user still log in?
 *
 * A reset does not count as a login method: without a password, it would first have to set one.
 *
 * @returns null when they can; otherwise what is missing
 */
function missingWayIn(means: Means, options: ResolvedOptions): "no_password" | "no_verified_email" | null {
  const { account, mfa, social } = options;
  const { user, emails, passkeys, connections } = means;
  if (connections.some((id) => social.providers.some((provider) => provider.id === id))) return null;
  if (passkeys > 0 && mfa.passkeyLogin && mfa.types.includes("webauthn")) return null;
  const hasVerifiedEmail = emails.some(({ verifiedAt }) => verifiedAt !== null);
  const hasVerified = hasVerifiedEmail || user.phoneVerifiedAt !== null;
  if (account.loginByCode.enabled && hasVerified) return null;
  if (user.passwordHash === null) return "no_password";
  return hasIdentifier(means, options) ? null : "no_verified_email";
}

/** Whether there is an identifier to enter with the password that the login would then accept. */
function hasIdentifier({ user, emails }: Means, { account }: ResolvedOptions): boolean {
  const { loginMethods, emailVerification } = account;
  const hasVerified = user.phoneVerifiedAt !== null || emails.some(({ verifiedAt }) => verifiedAt !== null);
  const isHeld = emailVerification === "mandatory" && !hasVerified && emails.length > 0;
  if (isHeld) return false;
  return loginMethods.some((method) => {
    if (method === "username") return user.usernameKey !== null;
    if (method === "phone") return user.phoneVerifiedAt !== null;
    return emails.some(
      ({ verifiedAt, addedUntil }) => verifiedAt !== null || (!isMandatory(account) && addedUntil === null),
    );
  });
}

function isMandatory({ emailVerification }: ResolvedOptions["account"]): boolean {
  return emailVerification === "mandatory";
}

/**
 * Refuses a removal after which its user could not log in; checked in its transaction, after the removal.
 *
 * @param refuse the error for what is missing
 */
export async function assertWayIn(
  tx: Transaction,
  { userId, options }: { userId: string; options: ResolvedOptions },
  refuse: (missing: "no_password" | "no_verified_email") => { code: AuthErrorCode; param?: string },
): Promise<void> {
  const account = await findAccountById(tx, userId);
  if (account === null) throw new AuthError("session_gone");
  const authenticators = await findAuthenticatorsOf(tx, userId);
  const connections = await findSocialAccountsOf(tx, userId);
  const missing = missingWayIn(
    {
      ...account,
      passkeys: authenticators.filter(({ type, isPasswordless }) => type === "webauthn" && isPasswordless).length,
      connections: connections.map(({ provider }) => provider),
    },
    options,
  );
  if (missing !== null) throw new AuthError([refuse(missing)]);
}
