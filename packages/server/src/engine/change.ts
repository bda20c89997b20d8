import type { AuthEvent } from "../config/events.ts";
import { type Transaction, transact } from "../db/database.ts";
import { Refusal } from "../lib/authError.ts";
import type { OutgoingMessage } from "./outbox.ts";
import type { AuthRequest } from "./request.ts";

/** What a change wants done beside its rows. */
export interface Change {
  readonly tx: Transaction;
  /** Sends a message: it is stored with the change and leaves after the commit. */
  send(...messages: readonly OutgoingMessage[]): void;
  /** Runs after the commit, in order: cookies, caches. */
  afterCommit(action: () => void): void;
  /** Tells the app of what happened, after the commit. */
  emit(event: ChangeEvent): void;
}

/** An event without what the request knows already. */
export type ChangeEvent = Pick<AuthEvent, "type" | "userId"> &
  Partial<Pick<AuthEvent, "sessionId" | "code" | "detail">>;

/**
 * Runs a change in one transaction; messages are stored in it, cookies and events wait for its commit.
 *
 * A {@link Refusal} that `work` returns is thrown after the commit, with its events told and its messages sent.
 */
export async function change<Result>(
  request: AuthRequest,
  work: (change: Change) => Promise<Result | Refusal>,
): Promise<Result> {
  const { database, outbox } = request.runtime;
  let afterwards: (() => void)[] = [];
  const outcome = await transact(database, async (tx) => {
    afterwards = [];
    const messages: OutgoingMessage[] = [];
    const result = await work({
      tx,
      send: (...more) => void messages.push(...more),
      afterCommit: (action) => void afterwards.push(action),
      emit: (event) => void afterwards.push(() => emitEvent(request, event)),
    });
    if (messages.length > 0) {
      const stored = await outbox.enqueue(tx, messages, request.now);
      afterwards.push(() => outbox.dispatch(stored));
    }
    return { result };
  });
  for (const action of afterwards) action();
  if (outcome.result instanceof Refusal) throw outcome.result.error;
  return outcome.result;
}

/** Tells the app of something that no transaction belongs to. */
export function emitEvent(request: AuthRequest, event: ChangeEvent): void {
  const { client, ip, now, userAgent } = request;
  request.runtime.emit({ ...event, at: now, client, ip, userAgent });
}
