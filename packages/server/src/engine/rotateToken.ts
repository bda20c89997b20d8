import { type SessionRead, updateSession } from "../db/sessions.ts";
import { AuthError } from "../lib/authError.ts";
import { hashToken, newToken } from "../lib/token.ts";
import type { Tokens } from "../wire/state.ts";
import type { Change } from "./change.ts";
import { forgetReads } from "./forget.ts";
import type { AuthRequest } from "./request.ts";

/**
 * Gives a session a new token; the former one is dead (OWASP ASVS 7.2.4: at each change of what it may do).
 *
 * @returns what an app must keep; null for a browser, which gets a cookie
 */
export async function rotateToken(
  request: AuthRequest,
  { session }: SessionRead,
  within: Change,
): Promise<Tokens | null> {
  const { runtime, exchange, client, memo } = request;
  const token = newToken(runtime.random.bytes);
  const rotated = await updateSession(within.tx, session.id, { tokenHash: hashToken(token) });
  if (rotated === null) throw new AuthError("session_gone");
  within.afterCommit(() => {
    runtime.forgetSessions([session.tokenHash]);
    forgetReads(request);
    memo.session = runtime.readSession(rotated.tokenHash, request.now);
    if (client !== "browser") return;
    const lifetime = rotated.isPersistent ? { maxAgeSeconds: secondsUntil(rotated.expiresAt, request.now) } : {};
    runtime.cookies.set(exchange, "session", token, lifetime);
  });
  return client === "app" ? { sessionToken: token } : null;
}

function secondsUntil(end: Date, now: Date): number {
  return Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000));
}
