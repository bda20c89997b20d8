import type { Flow } from "@latchkey/server/types";
import { createSignal } from "./signal.ts";

/** A call that waits for its user to reauthenticate. */
export interface WaitingCall {
  flows: Flow[];
  /** Runs the call again, with the same input. */
  retry(): void;
  /** The error with which it was refused. */
  error: unknown;
  /** Ends the call with its error. */
  reject(): void;
}

/** The waiting calls, with one prompt for all of them. */
export interface Waiting {
  readonly calls: readonly WaitingCall[];
  readonly flows: readonly Flow[];
}

/** How long a call waits, in milliseconds: after that, the user has to start again. */
const PATIENCE = 10 * 60_000;

let waiting: Waiting | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The waiting calls have changed. */
export const waitingCalls = createSignal();

function change(next: Waiting | null): void {
  waiting = next;
  clearTimeout(timer);
  if (next !== null) timer = setTimeout(dropWaitingCalls, PATIENCE);
  waitingCalls.emit();
}

export function addWaitingCall(call: WaitingCall): void {
  change({ calls: [...(waiting?.calls ?? []), call], flows: waiting?.flows ?? call.flows });
}

/** Removes one call: its caller has cancelled it. */
export function removeWaitingCall(call: WaitingCall): void {
  if (waiting === null || !waiting.calls.includes(call)) return;
  const calls = waiting.calls.filter((other) => other !== call);
  change(calls.length === 0 ? null : { ...waiting, calls });
}

/** Runs every waiting call again. */
export function releaseWaitingCalls(): void {
  const calls = waiting?.calls ?? [];
  change(null);
  for (const call of calls) call.retry();
}

/** Errors of cancelled calls: the user knows about them. */
const cancelled = new WeakSet<object>();

export function noteCancelled(error: unknown): void {
  if (error instanceof Object) cancelled.add(error);
}

/**
 * Whether a call failed because it waited for the user to reauthenticate or to solve a challenge, and was abandoned: the user cancelled, let
 * ten minutes pass, or logged out. That is not a failure, and there is nothing to show.
 */
export function isCancelled(error: unknown): boolean {
  return error instanceof Object && cancelled.has(error);
}

/** Ends every waiting call with its error: cancelled, too late, or another user is logged in now. */
export function dropWaitingCalls(): void {
  if (waiting === null) return;
  for (const { error } of waiting.calls) noteCancelled(error);
  const { calls } = waiting;
  change(null);
  for (const call of calls) call.reject();
}

export function readWaitingCalls(): Waiting | null {
  return waiting;
}
