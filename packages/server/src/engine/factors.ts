import type { ResolvedOptions } from "../config/options.ts";
import type { Account } from "../db/accounts/accounts.ts";
import type { MfaType } from "../wire/mfa.ts";
import type { AuthRequest } from "./request.ts";
import { viewAccount } from "./view.ts";

/**
 * The factors of an account that count, in the order in which clients list them. None when there are only recovery
 * codes: they replace another factor.
 */
export function usableFactors({ factors }: Pick<Account, "factors">, { mfa }: ResolvedOptions): MfaType[] {
  const usable = factors.filter((type) => mfa.types.includes(type));
  return usable.some((type) => type !== "recovery_codes") ? usable : [];
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
