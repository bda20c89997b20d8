import type { ResolvedAudit } from "../../config/audit/auditOptions.ts";
import type { AuthEvent } from "../../config/events.ts";
import type { Database, Transaction } from "../../db/database.ts";
import {
  deleteEventsOf,
  type EventQuery,
  findEventsOf,
  insertEvents,
  insertLateEvents,
  standInForEvents,
} from "../../db/events/events.ts";
import { timedUuid } from "../../db/events/timedUuid.ts";
import type { EventRow } from "../../db/rows.ts";
import type { Clock } from "../../ports/clock.ts";
import { withDeadline } from "../../ports/deadline.ts";
import type { Random } from "../../ports/random.ts";
import { createRefusalBudget } from "./refusalBudget.ts";
import { STORAGE } from "./storage.ts";

/** Stores events in the database. */
export interface Audit {
  /** Seconds. */
  readonly retention: number;
  /** Stores the events of a change, in its transaction: neither exists without the other. */
  store(tx: Transaction, events: readonly AuthEvent[]): Promise<void>;
  /** Stores an event that belongs to no transaction, without delaying the caller. Never throws. */
  storeAlone(event: AuthEvent): void;
  /** Deletes the events of a user whose account is being deleted, unless the app keeps them. */
  forget(tx: Transaction, userId: string): Promise<void>;
  /** The events that are stored by now, including those of calls that have ended in this process. */
  read(query: EventQuery): Promise<EventRow[]>;
  /** Stores how many events were omitted. */
  noteOmitted(): Promise<void>;
  /** Resolves when nothing is being stored. */
  settled(): Promise<void>;
}

interface Parts {
  options: ResolvedAudit;
  database: Database;
  clock: Clock;
  random: Random;
  background?: ((promise: Promise<unknown>) => void) | undefined;
  onError(error: unknown): void;
}

/** More are not kept in memory while the database is slow. */
const MAX_WAITING = 1_000;
const BATCH = 200;
/** Longer than any lock is waited for: those after it must not wait for a connection that has died silently. */
const DEADLINE = { who: "audit: the database", milliseconds: 90_000 };

export function createAudit({ options, database, clock, random, background, onError }: Parts): Audit {
  const budget = createRefusalBudget(options.refusalsPerHour, clock);
  let waiting: AuthEvent[] = [];
  let storing: Promise<void> | null = null;
  const storeBatch = options.deletedUsers === "remove" ? insertLateEvents : insertEvents;
  const nextPosition = createPositions();
  const rowsOf = (events: readonly AuthEvent[]) =>
    events.map((event) => rowOf(event, timedUuid(event.at, nextPosition(event.at), random.bytes(8))));
  const storeWaiting = async () => {
    // Not before the response has been sent: its timing then reveals nothing.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(BATCH);
      await withDeadline(DEADLINE, () => storeBatch(database, rowsOf(batch))).catch((error: unknown) => {
        budget.omit(batch.length);
        onError(error);
      });
    }
    storing = null;
  };
  const storeLater = (event: AuthEvent) => {
    if (waiting.length >= MAX_WAITING) return budget.omit(1);
    waiting.push(event);
    if (storing !== null) return;
    storing = storeWaiting();
    background?.(storing);
  };
  const settled = async () => {
    while (storing !== null) await storing;
  };
  const isStored = (event: AuthEvent) => {
    const storage = STORAGE[event.type];
    return storage === "always" || (storage === "bounded" && budget.admits(event));
  };
  return {
    retention: options.retention,
    async store(tx, events) {
      const rows = rowsOf(events.filter(isStored));
      // An event that is left out takes as long: of a user, fewer are stored than of nobody.
      if (rows.length === 0 && events.length > 0) return standInForEvents(tx);
      await insertEvents(tx, rows);
    },
    storeAlone(event) {
      if (isStored(event)) storeLater(event);
    },
    async forget(tx, userId) {
      if (options.deletedUsers === "remove") await deleteEventsOf(tx, userId);
    },
    async read(query) {
      await settled();
      return findEventsOf(database, query);
    },
    async noteOmitted() {
      const omitted = budget.takeOmitted();
      if (omitted > 0) storeLater({ type: "events_omitted", at: clock(), userId: null, detail: String(omitted) });
      await settled();
    },
    settled,
  };
}

/** The position of an event among those of the same moment, in the order in which this process stores them. */
function createPositions(): (at: Date) => number {
  let moment = Number.NaN;
  let position = 0;
  return (at) => {
    position = at.getTime() === moment ? position + 1 : 0;
    moment = at.getTime();
    return position;
  };
}

/** That an account was deleted is recorded without what would identify its owner. */
function rowOf(event: AuthEvent, id: string): EventRow {
  const { at, type, userId, sessionId = null, client = null, ip = null, userAgent = null } = event;
  const { code = null, detail = null, actor = null } = event;
  const isAnonymous = type === "user_deleted";
  const from = isAnonymous ? { ip: null, userAgent: null } : { ip, userAgent };
  return { id, at, type, userId, sessionId, client, ...from, code, detail, actor };
}
