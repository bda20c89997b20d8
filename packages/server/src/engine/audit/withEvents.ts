import type { AuthEvent } from "../../config/events.ts";
import { type Database, type Transaction, transact } from "../../db/database.ts";
import type { Audit } from "./audit.ts";

/** What reports events to the app, and where they are stored. */
export interface Reporting {
  database: Database;
  audit: Audit | null;
  emit(event: AuthEvent): void;
}

/** The events of a change, from its result. */
export type EventsOf<Result> = (result: Result) => readonly AuthEvent[];

/** Reports an event that belongs to no change. */
export function report({ audit, emit }: Pick<Reporting, "audit" | "emit">, event: AuthEvent): void {
  emit(event);
  audit?.storeAlone(event);
}

/** Runs a change of one statement with its events: in a transaction only where events are stored. */
export async function withEvents<Result>(
  reporting: Reporting,
  work: (database: Database) => Promise<Result>,
  eventsOf: EventsOf<Result>,
): Promise<Result> {
  const { database, audit, emit } = reporting;
  if (audit !== null) return transactWithEvents(reporting, work, eventsOf);
  const result = await work(database);
  for (const event of eventsOf(result)) emit(event);
  return result;
}

/** Runs a change in one transaction, with its events. */
export async function transactWithEvents<Result>(
  { database, audit, emit }: Reporting,
  work: (tx: Transaction) => Promise<Result>,
  eventsOf: EventsOf<Result>,
): Promise<Result> {
  const { result, events } = await transact(database, async (tx) => {
    const result = await work(tx);
    const events = eventsOf(result);
    await audit?.store(tx, events);
    return { result, events };
  });
  for (const event of events) emit(event);
  return result;
}
