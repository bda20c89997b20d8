import { noteChange } from "../db/accounts/accountTransaction.ts";
import {
  endReusedSession,
  type FoundRefreshToken,
  findRefreshToken,
  type Standing,
  useRefreshToken,
} from "../db/tokens/refreshTokens.ts";
import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { changeAccounts } from "../engine/sessions/accountChanges.ts";
import { noteActivity } from "../engine/sessions/activity.ts";
import type { AppTokens } from "../engine/tokens/appTokens.ts";
import { tokenPair } from "../engine/tokens/sessionTokens.ts";
import { emitEvent } from "../engine/transaction.ts";
import { AuthError } from "../lib/authError.ts";
import { later } from "../lib/instants.ts";
import { hashRefreshToken, isGenuine, type RefreshToken, readRefreshToken, successorOf } from "../lib/refreshToken.ts";
import { newToken } from "../lib/token.ts";
import type { Tokens } from "../wire/state.ts";

export const refreshSessionLimits: LimitPlan = { volume: ["refreshSession"], isKeyed: true };

/**
 * Exchanges a refresh token for a new access token and the next refresh token. The session lives no longer for it, but
 * counts as used.
 *
 * A token works once. Shown again within `session.tokens.refreshGrace` it gets the same successor, since the answer may have
 * been lost; later it ends the session: somebody has a copy (RFC 9700 §4.14.2).
 *
 * @throws AuthError `invalid_token`, param `refreshToken`, also where apps keep session tokens
 */
export async function refreshSession(
  request: AuthRequest,
  { refreshToken }: { refreshToken: string },
): Promise<Tokens> {
  const { runtime, client, now } = request;
  const presented = readRefreshToken(refreshToken);
  if (runtime.tokens === null || client !== "app" || presented === null) throw refused();
  await request.limits.take({ key: presented.chainId });
  // Or a token would be used up for an answer that cannot be given.
  await runtime.tokens.keys.signer();
  const found = (await firstUse(request, presented)) ?? (await repeatedUse(request, presented, runtime.tokens));
  const current = await noteActivity(request, found);
  if (current === null) throw refused();
  const { session } = current;
  const successor = successorOf(presented, found.refreshToken.successorSalt ?? "", runtime.secrets);
  return tokenPair(runtime, { session, refreshToken: successor, now });
}

async function firstUse(request: AuthRequest, presented: RefreshToken): Promise<FoundRefreshToken | null> {
  const { database, random, secrets } = request.runtime;
  const successorSalt = newToken(random.bytes);
  return useRefreshToken(database, {
    ...standingAt(request),
    tokenHash: hashRefreshToken(presented),
    successorHash: hashRefreshToken(successorOf(presented, successorSalt, secrets)),
    successorSalt,
  });
}

/** @throws AuthError `invalid_token` for anything but the token that was used last, a moment ago */
async function repeatedUse(
  request: AuthRequest,
  presented: RefreshToken,
  { refreshGrace }: AppTokens,
): Promise<FoundRefreshToken> {
  const { database, secrets } = request.runtime;
  const tokenHash = hashRefreshToken(presented);
  const answeredAfter = later(request.now, -refreshGrace);
  const found = await findRefreshToken(database, presented.chainId, standingAt(request));
  if (found === null) throw refused();
  const { usedHash, usedAt, userVersion } = found.refreshToken;
  const isLast = usedHash === tokenHash && usedAt !== null && usedAt > answeredAfter;
  if (isLast && userVersion === found.user.version) return found;
  if (!isGenuine(presented, secrets)) throw refused();
  const ended = await changeAccounts(request.runtime, (transaction) =>
    endReusedSession(noteChange(transaction, found.user.id), { id: presented.chainId, tokenHash, answeredAfter }),
  );
  if (ended !== null) emitEvent(request, { type: "refresh_token_reused", userId: ended.userId, sessionId: ended.id });
  throw refused();
}

function standingAt({ now, runtime }: AuthRequest): Standing {
  const { idleTimeout } = runtime.options.session;
  return { now, seenAfter: idleTimeout === null ? null : later(now, -idleTimeout) };
}

function refused(): AuthError {
  return new AuthError("invalid_token", { param: "refreshToken" });
}
