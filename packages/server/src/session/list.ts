import { type FoundSession, findSessionsOf } from "../db/sessions.ts";
import type { AuthRequest } from "../engine/request.ts";
import { describeDevice } from "../ports/texts/device.ts";
import type { SessionListEntry } from "../wire/session.ts";

/** The user's sessions, the newest first. */
export async function listSessions(request: AuthRequest, current: FoundSession): Promise<SessionListEntry[]> {
  const { database, options } = request.runtime;
  const rows = await findSessionsOf(database, current.user.id, request.now);
  const entries = rows.map(async ({ id, client, userAgent, ip, createdAt, lastSeenAt }) => ({
    id,
    client,
    userAgent,
    device: await describeDevice(userAgent),
    ip,
    createdAt: createdAt.toISOString(),
    ...(options.session.trackActivity ? { lastSeenAt: lastSeenAt.toISOString() } : {}),
    isCurrent: id === current.session.id,
  }));
  return Promise.all(entries);
}
