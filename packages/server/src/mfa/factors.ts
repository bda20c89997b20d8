import type { Account } from "../db/accounts/accounts.ts";
import { findEmailsOf } from "../db/accounts/emails.ts";
import { findAuthenticatorsOf, insertAuthenticator } from "../db/credentials/authenticators.ts";
import { deleteRecoveryCodesOf, findRecoveryCodesOf } from "../db/credentials/recoveryCodes.ts";
import type { AuthenticatorRow } from "../db/rows.ts";
import { deleteOtherSessions, type FoundSession } from "../db/sessions.ts";
import type { AuthTransaction } from "../engine/authTransaction.ts";
import type { AuthRequest } from "../engine/request.ts";
import { assertRecent } from "../engine/sessions/reauthentication.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { notify } from "../identity/notify.ts";
import { standingEmails } from "../identity/ownership/ownership.ts";
import { AuthError } from "../lib/authError.ts";
import type { MfaType } from "../wire/mfa.ts";
import { newRecoveryCodes, storeRecoveryCodes } from "./recoveryCodes/codes.ts";

/** The maximum of passkeys and security keys: each is offered at every login. */
const MAX_AUTHENTICATORS = 50;

/**
 * The account of a session that may add a factor of this type.
 *
 * A user with an unverified address may not: they could lock out its owner.
 *
 * @throws AuthError `not_enabled`, `unverified_email`
 */
export async function accountToProtect(request: AuthRequest, current: FoundSession, type: MfaType): Promise<Account> {
  const { mfa } = request.runtime.options;
  if (!mfa.types.includes(type)) throw new AuthError("not_enabled");
  const account = await accountOf(request, current.user.id);
  assertProtectable(request, account.emails);
  return account;
}

/** Checked early, and again on the locked addresses. */
function assertProtectable(request: AuthRequest, emails: Account["emails"]): void {
  const isUnverified = standingEmails(emails, request.now).some(({ verifiedAt }) => verifiedAt === null);
  if (isUnverified && !request.runtime.options.mfa.allowUnverifiedEmail) throw new AuthError("unverified_email");
}

/** As {@link accountToProtect}, with recent authentication. @throws AuthError `reauthentication_required` as well */
export async function accountToChange(request: AuthRequest, current: FoundSession, type: MfaType): Promise<Account> {
  const account = await accountToProtect(request, current, type);
  await assertRecent(current, request);
  return account;
}

/**
 * Adds a factor, with recovery codes if it is the first one. What was issued for the account before is void; with the
 * first factor the other sessions end as well, since they were created without one. The caller has locked the session.
 *
 * @returns the recovery codes, if they were generated; null when the authenticator is already registered
 * @throws AuthError `max_authenticators`, `unverified_email`
 */
export async function addFactor(
  request: AuthRequest,
  { account, row, current }: { account: Account; row: AuthenticatorRow; current: FoundSession },
  transaction: AuthTransaction,
): Promise<{ recoveryCodes?: string[] } | null> {
  const { tx } = transaction;
  const { options } = request.runtime;
  const userId = account.user.id;
  assertProtectable(request, await findEmailsOf(tx, userId));
  const known = await findAuthenticatorsOf(tx, userId);
  if (known.length >= MAX_AUTHENTICATORS) throw new AuthError("max_authenticators");
  if (!(await insertAuthenticator(tx, row))) return null;
  await transaction.raise(userId, { reason: "superseded" });
  if (known.length === 0) await deleteOtherSessions(transaction, userId, current.session.id);
  transaction.emit({ type: "authenticator_added", userId, detail: row.type });
  const template = row.type === "totp" ? "totp_activated" : "webauthn_added";
  notify(request, { account, template, context: row.name === null ? {} : { name: row.name } }, transaction);
  const hasCodes = (await findRecoveryCodesOf(tx, userId)).length > 0;
  if (hasCodes || !options.mfa.types.includes("recovery_codes")) return {};
  const recoveryCodes = newRecoveryCodes(request);
  await storeRecoveryCodes(request, { userId, codes: recoveryCodes }, tx);
  transaction.emit({ type: "recovery_codes_generated", userId });
  return { recoveryCodes };
}

/**
 * To be called after factors were removed: recovery codes are removed with the last one, and what was issued before is
 * void.
 */
export async function afterRemoval(
  request: AuthRequest,
  { account, removed }: { account: Account; removed: readonly AuthenticatorRow[] },
  transaction: AuthTransaction,
): Promise<void> {
  const userId = account.user.id;
  const isLast = (await findAuthenticatorsOf(transaction.tx, userId)).length === 0;
  if (isLast) await deleteRecoveryCodesOf(transaction.tx, userId);
  if (removed.length === 0) return;
  await transaction.raise(userId, { reason: "superseded" });
  for (const { type, name } of removed) {
    transaction.emit({ type: "authenticator_removed", userId, detail: type });
    const template = type === "totp" ? "totp_deactivated" : "webauthn_removed";
    notify(request, { account, template, context: name === null ? {} : { name } }, transaction);
  }
}
