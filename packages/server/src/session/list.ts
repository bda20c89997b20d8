import { findSessionsOf, type SessionRead } from "../db/sessions.ts";
import type { AuthRequest } from "../engine/request.ts";
import type { SessionListEntry } from "../wire/session.ts";

/** The user's sessions, the newest first. */
export async function listSessions(request: AuthRequest, read: SessionRead): Promise<SessionListEntry[]> {
  const { database, options } = request.runtime;
  const rows = await findSessionsOf(database, read.user.id, request.now);
  return rows.map(({ id, client, userAgent, ip, createdAt, lastSeenAt }) => ({
    ...{ id, client, userAgent, ip },
    createdAt: createdAt.toISOString(),
    ...(options.session.trackActivity ? { lastSeenAt: lastSeenAt.toISOString() } : {}),
    isCurrent: id === read.session.id,
  }));
}
