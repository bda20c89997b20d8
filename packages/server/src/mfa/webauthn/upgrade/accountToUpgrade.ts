import type { Account } from "../../../db/accounts/accounts.ts";
import type { AuthenticatorRow } from "../../../db/rows.ts";
import type { FoundSession } from "../../../db/sessions.ts";
import { isConfirmed } from "../../../engine/assurance/reauthentication.ts";
import { hasFactor } from "../../../engine/factors.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import { accountOf } from "../../../identity/emailAddresses.ts";
import { AuthError } from "../../../lib/authError.ts";
import { later } from "../../../lib/instants.ts";
import type { AuthenticationMethod } from "../../../wire/state.ts";
import { isProtectable } from "../../factors.ts";

/** Seconds after a login by password within which a passkey may be created without asking. */
const UPGRADE_WINDOW = 300;

/**
 * The account of a session in which the browser may create a passkey without asking: its password was given in this
 * session within five minutes, and so was its second factor, where it has one. Somebody who has only the password, or
 * only a browser that is trusted to skip the second factor, must not gain a credential that needs neither.
 *
 * @returns null when the session may not; the client has not asked its user, so there is nobody to tell why
 * @throws AuthError `not_enabled`
 */
export async function accountToUpgrade(request: AuthRequest, current: FoundSession): Promise<Account | null> {
  const { options } = request.runtime;
  if (!options.mfa.passkeyUpgrade) throw new AuthError("not_enabled");
  const given = current.session.methods.filter(({ at }) => request.now < later(new Date(at), UPGRADE_WINDOW));
  const has = (method: AuthenticationMethod["method"]) => given.some((one) => one.method === method);
  if (!has("password") || !(await isConfirmed(current, request, "mfa"))) return null;
  const account = await accountOf(request, current.user.id);
  if (hasFactor(account, options) && !has("mfa")) return null;
  return isProtectable(request, account.emails) ? account : null;
}

/** Whether the user has a passkey that logs in alone: there is nothing to upgrade. */
export function hasPasskey(known: readonly AuthenticatorRow[]): boolean {
  return known.some(({ isPasswordless }) => isPasswordless);
}
