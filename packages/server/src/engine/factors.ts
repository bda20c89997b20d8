import type { ResolvedOptions } from "../config/options.ts";
import type { Account } from "../db/accounts/accounts.ts";
import type { MfaType } from "../wire/mfa.ts";
import type { AuthRequest } from "./request.ts";
import { viewAccount } from "./view.ts";

/** What an account has of second factors. */
type Factors = Pick<Account, "factors" | "unknownFactors">;

/**
 * The factors of an account that can be asked for, in the order in which clients list them. None when there are only
 * recovery codes: they replace another factor, which may be one that only a newer version knows.
 *
 * None does not mean that the account is unprotected: see {@link hasFactor}.
 */
export function usableFactors({ factors, unknownFactors }: Factors, { mfa }: ResolvedOptions): MfaType[] {
  const usable = factors.filter((type) => mfa.types.includes(type));
  const replaces = unknownFactors !== undefined || usable.some((type) => type !== "recovery_codes");
  return replaces ? usable : [];
}

/** Whether an account has a second factor: one that can be asked for, or one that only a newer version knows. */
export function hasFactor(account: Factors, options: ResolvedOptions): boolean {
  return account.unknownFactors !== undefined || usableFactors(account, options).length > 0;
}

/** Whether the app requires a second factor of this user. Calls the app: not in a transaction. */
export async function requiresFactor(
  { now, runtime: { options } }: Pick<AuthRequest, "now" | "runtime">,
  account: Account,
): Promise<boolean> {
  const { required } = options.mfa;
  if (required === false || now < required.after) return false;
  // Anything but a plain false requires it: a function in JavaScript that forgets to return must not exempt anybody.
  return (await required.users(viewAccount(account))) !== false;
}
