import { findAccountById } from "../../db/accounts/accounts.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { AuthError } from "../../lib/authError.ts";
import { later } from "../../lib/instants.ts";
import type { Flow } from "../../wire/flow.ts";
import type { AuthenticationMethod } from "../../wire/state.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import { usableFactors } from "../factors.ts";
import type { AuthRequest } from "../request.ts";
import type { TokenGrant } from "../tokens/accessTokens.ts";
import { type GivenSession, prepareRenewal } from "../tokens/sessionTokens.ts";
import { renewToken } from "./renewToken.ts";

/** Whether a credential was given within `account.reauthentication.timeout`. */
export function isRecent({ session }: FoundSession, request: AuthRequest): boolean {
  const { timeout } = request.runtime.options.account.reauthentication;
  return request.now < later(session.reauthenticatedAt, timeout);
}

/** @throws AuthError `reauthentication_required`, with the available methods */
export async function assertRecent(current: FoundSession, request: AuthRequest): Promise<void> {
  if (isRecent(current, request)) return;
  throw new AuthError("reauthentication_required", { flows: await reauthenticationFlows(current, request) });
}

/** A user with neither password nor factor logs in again: nothing else verifies that it is still the same person. */
async function reauthenticationFlows({ user }: FoundSession, { runtime }: AuthRequest): Promise<Flow[]> {
  const account = await findAccountById(runtime.database, user.id);
  const types = account === null ? [] : usableFactors(account, runtime.options);
  const flows: Flow[] = [
    ...(user.passwordHash === null ? [] : [{ id: "reauthenticate", isPending: false } as const]),
    ...(types.length === 0 ? [] : [{ id: "mfa_reauthenticate", isPending: false, types } as const]),
  ];
  return flows.length === 0 ? [{ id: "login", isPending: false }] : flows;
}

/** What {@link recordReauthentication} needs for an app's tokens; before the transaction, since it may call the app. */
export function prepareReauthentication(request: AuthRequest, current: FoundSession): Promise<TokenGrant | null> {
  return prepareRenewal(request, current, { reauthenticatedAt: request.now });
}

/**
 * Records that a credential was given again in this session, and renews its token.
 *
 * @returns the session with its new token, for `renewedState`
 * @throws AuthError `session_gone`, `cookies_unavailable`
 */
export async function recordReauthentication(
  request: AuthRequest,
  { current, method, grant }: { current: FoundSession; method: AuthenticationMethod; grant: TokenGrant | null },
  transaction: AuthTransaction,
): Promise<GivenSession> {
  const { session, user } = current;
  const methods = [...session.methods, method].slice(-MAX_METHODS);
  const also = { methods, reauthenticatedAt: request.now };
  const given = await renewToken(request, { session, user, grant, also }, transaction);
  transaction.emit({ type: "reauthenticated", userId: user.id, sessionId: session.id });
  return given;
}

/** A session that lasts for weeks must not grow with each reauthentication. */
const MAX_METHODS = 20;

/** As {@link assertRecent}, unless the app turned the requirement off (`account.reauthentication.required`). */
export async function assertGuarded(current: FoundSession, request: AuthRequest): Promise<void> {
  if (request.runtime.options.account.reauthentication.required) await assertRecent(current, request);
}
