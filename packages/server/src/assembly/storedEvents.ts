import type { StoredEvent, StoredEvents } from "../config/serverCalls.ts";
import type { EventRow } from "../db/rows.ts";
import type { Runtime } from "../engine/request.ts";
import { SetupError } from "../lib/setupError.ts";
import { isUuid } from "../lib/text.ts";

const NOT_STORED =
  "auth.events: events are not stored; write `audit: true` in the options of createAuth, from when on they are";
const MAX_PAGE = 1_000;

export function createStoredEvents({ audit }: Runtime): StoredEvents {
  return {
    async of(userId, { limit = 50, before } = {}) {
      if (audit === null) throw new SetupError(NOT_STORED);
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
        throw new SetupError(`auth.events.of: expected \`limit\` between 1 and ${MAX_PAGE}`);
      if (before !== undefined && !isUuid(before))
        throw new SetupError("auth.events.of: expected as `before` the `id` of an event");
      if (!isUuid(userId)) return [];
      return (await audit.read({ userId, limit, before: before ?? null, types: null })).map(viewEvent);
    },
  };
}

function viewEvent({ id, at, type, userId, client, ip, ...row }: EventRow): StoredEvent {
  const { sessionId, userAgent, code, detail, actor } = row;
  return {
    id,
    at,
    // Only `rowOf` writes these columns, from an event.
    type: type as StoredEvent["type"],
    userId,
    // Calls of the app's own code come from no client.
    ...(client === null ? {} : { client, ip }),
    ...(sessionId === null ? {} : { sessionId }),
    ...(userAgent === null ? {} : { userAgent }),
    ...(code === null ? {} : { code: code as NonNullable<StoredEvent["code"]> }),
    ...(detail === null ? {} : { detail }),
    ...(actor === null ? {} : { actor }),
  };
}
