import { findAccountById } from "../db/accounts/accounts.ts";
import { holdSocialAccount } from "../db/credentials/socialAccounts.ts";
import type { FoundSession } from "../db/sessions.ts";
import { mayUseProvider, providersToReauthenticate } from "../engine/assurance/providerReauthentication.ts";
import { prepareReauthentication, recordReauthentication } from "../engine/assurance/reauthentication.ts";
import { renewedState } from "../engine/authState.ts";
import type { EventDetails } from "../engine/authTransaction.ts";
import { requireSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { emitEvent, inSessionTransaction } from "../engine/transaction.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { AuthError, Refusal } from "../lib/authError.ts";
import { later } from "../lib/instants.ts";
import type { AuthErrorCode } from "../wire/errors.ts";
import type { AuthState } from "../wire/state.ts";
import { type SocialIdentity, socialMethod } from "./identity.ts";

/**
 * Refuses early what {@link reauthenticateWith} would refuse: nobody is sent to a provider in vain.
 *
 * @throws AuthError `not_enabled` for a user with other ways (`social.reauthentication`), `not_connected`
 */
export async function assertOffered(
  request: AuthRequest,
  { current, provider }: { current: FoundSession; provider: string },
): Promise<void> {
  const account = await accountOf(request, current.user.id);
  if (!mayUseProvider(request.runtime.options, account)) throw new AuthError("not_enabled");
  const providers = await providersToReauthenticate(request, account);
  if (!providers.includes(provider)) throw new AuthError("not_connected");
}

interface Reauthentication {
  identity: SocialIdentity;
  /** The account's version when the redirect began; null: there was none. */
  version: number | null;
  /** When the user must have given a credential at the provider, if it says. */
  since: Date;
  /** The input field that a refusal concerns. */
  param: "code" | "token";
}

/** Seconds by which clocks may differ. */
const TOLERANCE = 60;

/**
 * Reauthenticates with an account at a provider. It must be one that this user has connected, and, where the provider
 * says when its user last gave a credential, that must have been just now (OpenID Connect Core §2, §3.1.2.1).
 *
 * @throws AuthError `invalid_token` when the credential was not given again, or the account has changed since the
 *   redirect began; `not_connected` for another account, whoever has it; `not_enabled`, `session_gone`
 */
export async function reauthenticateWith(
  request: AuthRequest,
  { identity, version, since, param }: Reauthentication,
): Promise<AuthState> {
  const { options } = request.runtime;
  const { provider, uid } = identity;
  const current = await requireSession(request);
  if (!isFresh(identity, { since, now: request.now })) {
    emitEvent(request, failure(current, { code: "invalid_token", provider }));
    throw new AuthError("invalid_token", { param });
  }
  const method = { ...socialMethod(request, identity), reauthenticated: true } as const;
  const grant = await prepareReauthentication(request, { current, method });
  const given = await inSessionTransaction(request, current, async (transaction, user) => {
    const { tx } = transaction;
    if (version !== null && version !== user.version) throw new AuthError("invalid_token", { param: "state" });
    const account = await findAccountById(tx, user.id);
    if (account === null || !mayUseProvider(options, account)) throw new AuthError("not_enabled");
    if (!(await holdSocialAccount(tx, { userId: user.id, provider, uid }))) {
      transaction.emit(failure(current, { code: "not_connected", provider }));
      return new Refusal(new AuthError("not_connected"));
    }
    return recordReauthentication(request, { current, method, grant, detail: provider }, transaction);
  });
  return renewedState(request, given);
}

function isFresh({ authenticatedAt }: SocialIdentity, { since, now }: { since: Date; now: Date }): boolean {
  if (authenticatedAt === null) return true;
  return authenticatedAt >= later(since, -TOLERANCE) && authenticatedAt <= later(now, TOLERANCE);
}

function failure(
  { user, session }: FoundSession,
  { code, provider }: { code: AuthErrorCode; provider: string },
): EventDetails {
  return { type: "reauthentication_failed", userId: user.id, sessionId: session.id, code, detail: provider };
}
