import type { ResolvedOptions } from "../../config/options.ts";
import { accountsIdOf } from "../../config/social/providers.ts";
import { type Account, findAccountById } from "../../db/accounts/accounts.ts";
import { findAuthenticatorsOf } from "../../db/credentials/authenticators.ts";
import { findSocialAccountsOf } from "../../db/credentials/socialAccounts.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { AuthError } from "../../lib/authError.ts";
import type { Provider } from "../../ports/provider.ts";
import type { AuthErrorCode } from "../../wire/errors.ts";

/** What a user could log in with. */
export interface Means extends Pick<Account, "user" | "emails"> {
  /** The number of passkeys that log in by themselves. */
  passkeys: number;
  /** The providers of the connections, as they are stored. */
  connections: readonly string[];
  /** The providers that users can log in with. */
  providers: readonly Provider[];
}

/** What a user without a way to log in lacks; `disconnect_last`: a connection, which nothing else can replace. */
type Missing = "no_password" | "no_verified_email" | "disconnect_last";

/**
 * The one check before any removal, and of what was imported: can the user still log in?
 *
 * A reset does not count as a login method: without a password, it would first have to set one.
 *
 * @returns null when they can; otherwise what is missing
 */
export function missingWayIn(means: Means, options: ResolvedOptions): Missing | null {
  const { account, mfa, social } = options;
  const { user, emails, passkeys, connections, providers } = means;
  if (connections.some((id) => providers.some((provider) => accountsIdOf(provider) === id))) return null;
  if (social.only) return "disconnect_last";
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
    if (method === "phone")
      return user.phoneVerifiedAt !== null || (account.phoneVerification === "none" && user.phone !== null);
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
 * @param providers read before the transaction
 * @param refuse the error for what is missing
 */
export async function assertWayIn(
  tx: Transaction,
  { userId, options, providers }: { userId: string; options: ResolvedOptions; providers: readonly Provider[] },
  refuse: (missing: Missing) => { code: AuthErrorCode; param?: string },
): Promise<void> {
  const missing = missingWayIn(await readMeans(tx, { userId, providers }), options);
  if (missing !== null) throw new AuthError([refuse(missing)]);
}

/** @throws AuthError `session_gone` when there is no such user */
export async function readMeans(
  database: Database,
  { userId, providers }: { userId: string; providers: readonly Provider[] },
): Promise<Means> {
  const account = await findAccountById(database, userId);
  if (account === null) throw new AuthError("session_gone");
  const authenticators = await findAuthenticatorsOf(database, userId);
  const connections = await findSocialAccountsOf(database, userId);
  return {
    ...account,
    providers,
    passkeys: authenticators.filter(({ type, isPasswordless }) => type === "webauthn" && isPasswordless).length,
    connections: connections.map(({ provider }) => provider),
  };
}
