import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import { findEmailsOf } from "../db/accounts/emails.ts";
import { findAuthenticatorsOf, insertAuthenticator } from "../db/credentials/authenticators.ts";
import { deleteRecoveryCodesOf, findRecoveryCodesOf } from "../db/credentials/recoveryCodes.ts";
import type { Transaction } from "../db/database.ts";
import { transactionForHooks } from "../db/driver/namedStatements.ts";
import type { AuthenticatorRow } from "../db/rows.ts";
import { deleteOtherSessions, type FoundSession } from "../db/sessions.ts";
import { assertGuarded } from "../engine/assurance/reauthentication.ts";
import type { AuthTransaction } from "../engine/authTransaction.ts";
import type { AuthRequest } from "../engine/request.ts";
import { viewAccount } from "../engine/view.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { notify } from "../identity/notify.ts";
import { standingEmails } from "../identity/ownership/ownership.ts";
import { removeAutomaticPasskeys } from "../identity/passwords/automaticPasskeys.ts";
import { AuthError } from "../lib/authError.ts";
import type { MfaType } from "../wire/mfa.ts";
import { newRecoveryCodes, storeRecoveryCodes } from "./recoveryCodes/codes.ts";
import { viewFactor } from "./view.ts";

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
  const account = await accountOf(request, current.user.id);
  assertProtectable(request, { emails: account.emails, type, isRequired: false });
  return account;
}

/**
 * Checked early, and again on the locked addresses.
 *
 * @param isRequired whether the login cannot go on without the factor: then the owner must be known, by any verified
 *   address, but no other address need be verified, which takes a session
 * @throws AuthError `not_enabled`, `unverified_email`
 */
export function assertProtectable(
  request: AuthRequest,
  { emails, type, isRequired }: { emails: Account["emails"]; type: MfaType; isRequired: boolean },
): void {
  if (!request.runtime.options.mfa.types.includes(type)) throw new AuthError("not_enabled");
  if (isRequired && emails.some(({ verifiedAt }) => verifiedAt !== null)) return;
  if (!isProtectable(request, emails)) throw new AuthError("unverified_email");
}

/** Whether an account with these addresses may have a factor or passkey. */
export function isProtectable(request: AuthRequest, emails: Account["emails"]): boolean {
  const isUnverified = standingEmails(emails, request.now).some(({ verifiedAt }) => verifiedAt === null);
  return !isUnverified || request.runtime.options.mfa.allowUnverifiedEmail;
}

/** Whether a user with these may have another one. */
export function hasRoom(known: readonly AuthenticatorRow[]): boolean {
  return known.length < MAX_AUTHENTICATORS;
}

/** As {@link accountToProtect}, with recent authentication. @throws AuthError `reauthentication_required` as well */
export async function accountToChange(request: AuthRequest, current: FoundSession, type: MfaType): Promise<Account> {
  const account = await accountToProtect(request, current, type);
  await assertGuarded(current, request, "mfa");
  return account;
}

/** Where a factor is added: the session, or the login, which goes on. */
interface Keeps {
  sessionId?: string;
  flowId?: string;
}

/** Whether logins ask for it, or for recovery codes in its place: not for a passkey that the browser added by itself. */
export function isFactor({ isAutomatic }: AuthenticatorRow): boolean {
  return !isAutomatic;
}

/** Whether this version knows what it is: while an app is deployed, a newer one may have added it. */
function isKnownType({ type }: AuthenticatorRow): boolean {
  const known: readonly string[] = ["totp", "webauthn"];
  return known.includes(type);
}

/** Those that remain when another factor is added: see {@link addFactor}. */
export function remainingWith(known: readonly AuthenticatorRow[]): readonly AuthenticatorRow[] {
  return known.some(isFactor) ? known : [];
}

/**
 * Adds a factor, with recovery codes if it is the first one. What was issued for the account before is void; with the
 * first factor the other sessions end as well, and so do passkeys that browsers added: they were created without one. The
 * caller has locked the account.
 *
 * @returns the recovery codes, if they were generated; null when the authenticator is already registered
 * @throws AuthError `max_authenticators`, `unverified_email`
 */
export async function addFactor(
  request: AuthRequest,
  { account, row, keeps }: { account: Account; row: AuthenticatorRow; keeps: Keeps },
  transaction: AuthTransaction,
): Promise<{ recoveryCodes?: string[] } | null> {
  const { tx } = transaction;
  const { options } = request.runtime;
  const userId = account.user.id;
  const isRequired = keeps.flowId !== undefined;
  assertProtectable(request, { emails: await findEmailsOf(tx, userId), type: row.type, isRequired });
  const known = await findAuthenticatorsOf(tx, userId);
  if (!hasRoom(known)) throw new AuthError("max_authenticators");
  if (!(await insertAuthenticator(tx, row))) return null;
  await transaction.raise(userId, { reason: "superseded", keptFlowId: keeps.flowId });
  if (!known.some(isFactor)) {
    await deleteOtherSessions(transaction, userId, keeps.sessionId ?? null);
    await removeAutomaticPasskeys(request, account, transaction);
  }
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

interface Removal {
  userId: string;
  removed: readonly AuthenticatorRow[];
  isRequired: boolean;
  param?: string;
}

/**
 * Checks whether these factors, which have just been removed, may be: not the last one where the app requires a factor,
 * and none that its hook keeps. The account is locked.
 *
 * @param isRequired from `requiresFactor`, before the transaction
 * @param param the input field of the refusal
 * @throws AuthError `cannot_delete_authenticator`, `session_gone`
 */
export async function assertDeletable(
  request: AuthRequest,
  { userId, removed, isRequired, param }: Removal,
  tx: Transaction,
): Promise<void> {
  const { mfa } = request.runtime.options;
  const { canDeleteAuthenticator } = request.runtime.options.hooks;
  if ((canDeleteAuthenticator === undefined && !isRequired) || removed.length === 0) return;
  const account = await findAccountById(tx, userId);
  if (account === null) throw new AuthError("session_gone");
  const remaining = await findAuthenticatorsOf(tx, userId);
  const refused = new AuthError("cannot_delete_authenticator", param === undefined ? {} : { param });
  if (isRequired && !remaining.some((row) => isFactor(row) && mfa.types.includes(row.type))) throw refused;
  if (canDeleteAuthenticator === undefined) return;
  const view = (rows: readonly AuthenticatorRow[]) => Promise.all(rows.filter(isKnownType).map(viewFactor));
  const removal = { removed: await view(removed), remaining: await view(remaining) };
  if (await canDeleteAuthenticator(viewAccount(account), removal, transactionForHooks(tx))) return;
  throw refused;
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
  const isLast = !(await findAuthenticatorsOf(transaction.tx, userId)).some(isFactor);
  if (isLast) await deleteRecoveryCodesOf(transaction.tx, userId);
  if (removed.length === 0) return;
  await transaction.raise(userId, { reason: "superseded" });
  for (const { type, name } of removed) {
    transaction.emit({ type: "authenticator_removed", userId, detail: type });
    const template = type === "totp" ? "totp_deactivated" : "webauthn_removed";
    notify(request, { account, template, context: name === null ? {} : { name } }, transaction);
  }
}
