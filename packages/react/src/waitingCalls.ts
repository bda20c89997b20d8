import type { Flow } from "@latchkey/server/types";
import { createSignal } from "./signal.ts";

/** A call that waits for its user to confirm that it is still them. */
export interface WaitingCall {
  flows: Flow[];
  /** Runs the call again, with the same input. */
  retry(): void;
  /** What it was refused with. */
  error: unknown;
  /** Ends the call with its error. */
  reject(): void;
}

/** The calls that wait, one prompt for all of them. */
export interface Waiting {
  readonly calls: readonly WaitingCall[];
  readonly flows: readonly Flow[];
}

/** How long a waiting call waits, in milliseconds: whoever comes back after that begins anew. */
const PATIENCE = 10 * 60_000;

let waiting: Waiting | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The calls that wait have changed. */
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

/** Takes one call out: whoever made it no longer wants it. */
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

/** Errors of calls that were given up: their user knows, and need not be told. */
const cancelled = new WeakSet<object>();

/**
 * Whether a call failed because it waited for the user to reauthenticate, and was given up: the user has cancelled, let ten
 * minutes pass, or logged out. Nothing has gone wrong then, and there is nothing to show.
 */
export function isCancelled(error: unknown): boolean {
  return typeof error === "object" && error !== null && cancelled.has(error);
}

/** Ends every waiting call with its error: cancelled, too late, or somebody else is logged in now. */
export function dropWaitingCalls(): void {
  if (waiting === null) return;
  for (const { error } of waiting.calls) if (typeof error === "object" && error !== null) cancelled.add(error);
  const { calls } = waiting;
  change(null);
  for (const call of calls) call.reject();
}

export function readWaitingCalls(): Waiting | null {
  return waiting;
}
