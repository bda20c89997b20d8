import type { ResolvedOptions } from "../../config/options.ts";
import type { SessionRow } from "../../db/rows.ts";
import { type SessionRead, updateSession } from "../../db/sessions.ts";
import { later } from "../../lib/instants.ts";
import { emitEvent } from "../change.ts";
import type { AuthRequest } from "../request.ts";

/** Sessions are noted as used no more often than this, in seconds: reading must not become writing. */
const MOST_OFTEN = 60;

/** Whether a session was not used for so long that it has ended. */
export function isIdle(
  { lastSeenAt }: SessionRow,
  { idleTimeout }: Pick<ResolvedOptions["session"], "idleTimeout">,
  now: Date,
): boolean {
  return idleTimeout !== null && later(lastSeenAt, idleTimeout) <= now;
}

/**
 * Notes when and from where a session was last used, where the app tracks that or ends idle sessions.
 *
 * @returns the session as it stands then
 */
export async function noteActivity(request: AuthRequest, read: SessionRead): Promise<SessionRead> {
  const { database, options } = request.runtime;
  const { trackActivity, idleTimeout } = options.session;
  if (!trackActivity && idleTimeout === null) return read;
  const { session } = read;
  const { ip, userAgent, now } = request;
  const hasMoved = trackActivity && (session.ip !== ip || session.userAgent !== userAgent);
  const interval = Math.min(MOST_OFTEN, Math.floor((idleTimeout ?? MOST_OFTEN) / 4));
  if (!hasMoved && now < later(session.lastSeenAt, interval)) return read;
  const seen = trackActivity ? { lastSeenAt: now, ip, userAgent } : { lastSeenAt: now };
  const updated = await updateSession(database, session.id, seen);
  // Or each call would note it anew, by what was remembered.
  request.runtime.forgetSessions([session.tokenHash]);
  if (hasMoved) emitEvent(request, { type: "session_client_changed", userId: read.user.id, sessionId: session.id });
  return updated === null ? read : { ...read, session: updated };
}
