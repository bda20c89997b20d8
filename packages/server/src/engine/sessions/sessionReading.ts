import type { ResolvedOptions } from "../../config/options.ts";
import { canListen } from "../../db/sessionCache/bell.ts";
import { recordChanges } from "../../db/sessionCache/changes.ts";
import { createSessionCache } from "../../db/sessionCache/sessionCache.ts";
import { createSessionReader } from "../../db/sessionReader.ts";
import { findLivingSessions } from "../../db/sessions.ts";
import { SetupError } from "../../lib/setupError.ts";
import { countingSleep, systemStopwatch } from "../../ports/clock.ts";
import { onceAMinute } from "../../ports/onceAMinute.ts";
import type { Random } from "../../ports/random.ts";
import type { Runtime } from "../request.ts";
import { createSessionWatch } from "./watchSessions.ts";

type SessionReading = Pick<
  Runtime,
  "readSession" | "rereadSession" | "reportUnrecordedUse" | "accountChanges" | "watchSession" | "stopReading"
>;

const UNRECORDED =
  "session: that sessions are used cannot be recorded (`trackActivity`, `idleTimeout`), since the database refuses it. Reading goes on; with `idleTimeout`, sessions in use will end as idle. Reported once a minute";

/**
 * Sessions are read from the database, or cached where the app wants that; open subscriptions are notified of their
 * end.
 */
export function sessionReading(
  { database, session, clock }: ResolvedOptions,
  { random, reportError, emit }: { random: Random; reportError(error: unknown): void; emit: Runtime["emit"] },
): SessionReading {
  const read = createSessionReader(database);
  const watch = createSessionWatch({
    find: (asked) => findLivingSessions(database, asked),
    clock,
    stopwatch: countingSleep(systemStopwatch),
    idleTimeout: session.idleTimeout,
    onError: reportError,
  });
  if (session.cache !== false && session.cache.listen && !canListen(database))
    throw new SetupError("session.cache.listen: the driver of `database` cannot listen; remove the option");
  const cache =
    session.cache === false
      ? null
      : createSessionCache({
          database,
          read,
          options: { ...session.cache, idleTimeout: session.idleTimeout },
          stopwatch: systemStopwatch,
          id: random.uuid(),
          onChange: watch.changed,
          onError: reportError,
          onDeaf(error) {
            reportError(error);
            emit({ type: "session_cache_failed", at: clock(), userId: null });
          },
        });
  return {
    readSession: cache?.read ?? read,
    rereadSession: cache?.readAnew ?? null,
    reportUnrecordedUse: onceAMinute(
      (error: unknown) => reportError(new Error(UNRECORDED, { cause: error })),
      systemStopwatch,
    ),
    watchSession: watch.watch,
    accountChanges: {
      isTold: cache !== null,
      record: cache === null ? async () => {} : recordChanges,
      done(userIds) {
        if (userIds.length === 0) return;
        cache?.changed(userIds);
        watch.changed(userIds);
      },
    },
    async stopReading() {
      watch.stop();
      await cache?.stop();
    },
  };
}
