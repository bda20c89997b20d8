import type { ResolvedOptions } from "../config/options.ts";
import type { Account } from "../db/accounts/accounts.ts";
import type { MfaType } from "../wire/mfa.ts";

/**
 * The factors of an account that count, in the order in which clients list them. None when there are only recovery
 * codes: they replace another factor.
 */
export function usableFactors({ factors }: Pick<Account, "factors">, { mfa }: ResolvedOptions): MfaType[] {
  const usable = factors.filter((type) => mfa.types.includes(type));
  return usable.some((type) => type !== "recovery_codes") ? usable : [];
}
