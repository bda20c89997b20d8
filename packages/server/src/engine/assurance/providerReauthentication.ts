import type { ResolvedOptions } from "../../config/options.ts";
import { accountsIdOf } from "../../config/social/providers.ts";
import type { Account } from "../../db/accounts/accounts.ts";
import { findSocialAccountsOf } from "../../db/credentials/socialAccounts.ts";
import { hasFactor } from "../factors.ts";
import type { AuthRequest } from "../request.ts";
import { providersOf } from "../social/providers.ts";

/** Whether a user may reauthenticate at a provider (`social.reauthentication`), connected or not. */
export function mayUseProvider(options: ResolvedOptions, account: Account): boolean {
  const { reauthentication, providers, only } = options.social;
  const hasNone = typeof providers !== "function" && providers.length === 0;
  if (reauthentication !== "fallback" || hasNone) return reauthentication === true;
  // With `social.only`, a password that was imported is of no use.
  return (account.user.passwordHash === null || only) && !hasFactor(account, options);
}

/** The ids of the providers at which a user may reauthenticate, because an account there is connected. */
export async function providersToReauthenticate(request: AuthRequest, account: Account): Promise<string[]> {
  const { options, database } = request.runtime;
  if (!mayUseProvider(options, account)) return [];
  const providers = await providersOf(request);
  if (providers.length === 0) return [];
  const connected = await findSocialAccountsOf(database, account.user.id);
  return (
    providers
      // A hidden one only where the account was connected through it.
      .filter(({ hidden, accountsOf }) => hidden !== true || accountsOf === undefined)
      .filter((provider) => connected.some((connection) => connection.provider === accountsIdOf(provider)))
      .map(({ id }) => id)
  );
}
