import type { ResolvedOptions } from "../../config/options.ts";
import type { SessionRow } from "../../db/rows.ts";
import { type FoundSession, noteUse } from "../../db/sessions.ts";
import { later } from "../../lib/instants.ts";
import type { AuthRequest } from "../request.ts";
import { emitEvent } from "../transaction.ts";

/** Minimum interval at which the use of a session is recorded, in seconds: reading must not become writing. */
const MIN_INTERVAL = 60;

/** Whether a session was not used for so long that it has ended. */
export function isIdle(
  { lastSeenAt }: SessionRow,
  { idleTimeout }: Pick<ResolvedOptions["session"], "idleTimeout">,
  now: Date,
): boolean {
  return idleTimeout !== null && later(lastSeenAt, idleTimeout) <= now;
}

/**
 * Records when and from where a session was last used, where the app tracks that or ends idle sessions.
 *
 * @returns the updated session, or the one that was read if that fails; null when it has ended meanwhile
 */
export async function noteActivity<Current extends Pick<FoundSession, "session" | "user">>(
  request: AuthRequest,
  current: Current,
): Promise<Current | null> {
  const { database, options, accountChanges, reportUnrecordedUse } = request.runtime;
  const { trackActivity, idleTimeout } = options.session;
  if (!trackActivity && idleTimeout === null) return current;
  const { session } = current;
  const { ip, userAgent, now } = request;
  const hasMoved = trackActivity && (session.ip !== ip || session.userAgent !== userAgent);
  const interval = Math.min(MIN_INTERVAL, Math.floor((idleTimeout ?? MIN_INTERVAL) / 4));
  if (!hasMoved && now < later(session.lastSeenAt, interval)) return current;
  const seen = trackActivity ? { lastSeenAt: now, ip, userAgent } : { lastSeenAt: now };
  const noted = await noteUse(database, session.id, seen).catch((error: unknown) => {
    reportUnrecordedUse(error);
    return "failed" as const;
  });
  // Whether the session is idle was decided by what was read: a database that cannot be written, such as a standby or
  // one whose disk is full, must not refuse reads.
  if (noted === "failed") return current;
  // Otherwise each call would record it again, based on the cached state. Other processes need not know: they read the
  // session before they treat it as idle.
  accountChanges.done([current.user.id]);
  if (noted === null) return null;
  // Another call is changing it: a read does not wait, and the next one records its own use.
  if (noted === "locked") return current;
  if (hasMoved) emitEvent(request, { type: "session_client_changed", userId: current.user.id, sessionId: session.id });
  return { ...current, session: noted };
}
