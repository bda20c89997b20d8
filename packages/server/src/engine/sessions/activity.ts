import type { ResolvedOptions } from "../../config/options.ts";
import type { SessionRow } from "../../db/rows.ts";
import { type FoundSession, noteUse } from "../../db/sessions.ts";
import { later } from "../../lib/instants.ts";
import type { AuthRequest } from "../request.ts";
import { emitEvent } from "../transaction.ts";

/** Sessions are noted as used no more often than this, in seconds: reading must not become writing. */
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
 * Notes when and from where a session was last used, where the app tracks that or ends idle sessions.
 *
 * @returns the session as it stands then; null when it has ended meanwhile
 */
export async function noteActivity<Current extends Pick<FoundSession, "session" | "user">>(
  request: AuthRequest,
  current: Current,
): Promise<Current | null> {
  const { database, options, accountChanges } = request.runtime;
  const { trackActivity, idleTimeout } = options.session;
  if (!trackActivity && idleTimeout === null) return current;
  const { session } = current;
  const { ip, userAgent, now } = request;
  const hasMoved = trackActivity && (session.ip !== ip || session.userAgent !== userAgent);
  const interval = Math.min(MIN_INTERVAL, Math.floor((idleTimeout ?? MIN_INTERVAL) / 4));
  if (!hasMoved && now < later(session.lastSeenAt, interval)) return current;
  const seen = trackActivity ? { lastSeenAt: now, ip, userAgent } : { lastSeenAt: now };
  const noted = await noteUse(database, session.id, seen);
  // Or each call would note it anew, by what was remembered. Other processes need not know: they look before they find it idle.
  accountChanges.done([current.user.id]);
  if (noted === null) return null;
  // Somebody changes it at this moment: a read waits for nobody, and the next one notes its own use.
  if (noted === "locked") return current;
  if (hasMoved) emitEvent(request, { type: "session_client_changed", userId: current.user.id, sessionId: session.id });
  return { ...current, session: noted };
}
