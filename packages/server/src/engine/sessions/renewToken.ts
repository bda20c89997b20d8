import type { SessionRow } from "../../db/rows.ts";
import { type FoundSession, updateSession } from "../../db/sessions.ts";
import { AuthError } from "../../lib/authError.ts";
import { hashToken, newToken } from "../../lib/token.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import { invalidateReads } from "../clientState.ts";
import type { AuthRequest } from "../request.ts";
import type { TokenGrant } from "../tokens/accessTokens.ts";
import { giveRefreshToken, type RenewedSession } from "../tokens/sessionTokens.ts";

/**
 * Gives a session a new token; the previous one is invalid (OWASP ASVS 7.2.4: at each authentication, and each change
 * of what the session may do).
 *
 * @param renewal `current`: with what the change has made of it; `grant`: from `prepareRenewal`
 * @returns the session with its token, for `renewedState`, which returns it to an app; a browser gets a cookie
 * @throws AuthError `session_gone`; `cookies_unavailable` where a browser could not be given the token
 */
export async function renewToken(
  request: AuthRequest,
  {
    current,
    grant,
    also = {},
  }: {
    current: FoundSession;
    grant: TokenGrant | null;
    also?: Partial<Pick<SessionRow, "methods" | "reauthenticatedAt">>;
  },
  transaction: AuthTransaction,
): Promise<RenewedSession> {
  const { session, user } = current;
  const { runtime, exchange, client, memo } = request;
  if (client === "browser") exchange.assertCookies();
  const token = newToken(runtime.random.bytes);
  const renewed = await updateSession(transaction.tx, session.id, { tokenHash: hashToken(token), ...also });
  if (renewed === null) throw new AuthError("session_gone");
  transaction.afterCommit(() => {
    invalidateReads(request);
    memo.sessionTokenHash = renewed.tokenHash;
    memo.session = runtime.readSession(renewed.tokenHash, request.now);
    if (client !== "browser") return;
    const lifetime = renewed.isPersistent ? { maxAgeSeconds: secondsUntil(renewed.expiresAt, request.now) } : {};
    runtime.cookies.set(exchange, "session", token, lifetime);
  });
  const userVersion = transaction.versionOf(user);
  return {
    session: renewed,
    token,
    known: { ...current, session: renewed },
    issued: await giveRefreshToken(request, { session, userVersion, grant }, transaction),
  };
}

function secondsUntil(end: Date, now: Date): number {
  return Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000));
}
