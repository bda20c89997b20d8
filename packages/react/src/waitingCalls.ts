import type { Flow } from "@latchkey/server/types";
import { createSignal } from "./signal.ts";

/** A call that waits for its user to confirm that it is still them. */
export interface WaitingCall {
  flows: Flow[];
  /** Runs the call again, with the same input. */
  retry(): void;
  /** Ends the call with the error that it was waiting for. */
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

/** Ends every waiting call with its error: cancelled, too late, or somebody else is logged in now. */
export function dropWaitingCalls(): void {
  if (waiting === null) return;
  const { calls } = waiting;
  change(null);
  for (const call of calls) call.reject();
}

export function readWaitingCalls(): Waiting | null {
  return waiting;
}
