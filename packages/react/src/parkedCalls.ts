import type { Flow } from "@latchkey/server/types";
import { createSignal } from "./signal.ts";

/** A call that waits for its user to confirm that it is still them. */
export interface ParkedCall {
  flows: Flow[];
  /** Runs the call again, with the same input. */
  retry(): void;
  /** Ends the call with the error that it was parked for. */
  reject(): void;
}

/** The calls that wait, one prompt for all of them. */
export interface Parked {
  readonly calls: readonly ParkedCall[];
  readonly flows: readonly Flow[];
}

/** How long a parked call waits, in milliseconds: whoever comes back after that begins anew. */
const PATIENCE = 10 * 60_000;

let parked: Parked | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The calls that wait have changed. */
export const parkedCalls = createSignal();

function change(next: Parked | null): void {
  parked = next;
  clearTimeout(timer);
  if (next !== null) timer = setTimeout(dropParkedCalls, PATIENCE);
  parkedCalls.emit();
}

export function parkCall(call: ParkedCall): void {
  change({ calls: [...(parked?.calls ?? []), call], flows: parked?.flows ?? call.flows });
}

/** Waits until somebody has confirmed that it is still them. @throws Error when that is cancelled */
export function untilReauthenticated(flows: Flow[]): Promise<void> {
  return new Promise((resolve, reject) => {
    parkCall({ flows, retry: resolve, reject: () => reject(new Error("Confirm that it is you.")) });
  });
}

/** Takes one call out: whoever made it no longer wants it. */
export function unparkCall(call: ParkedCall): void {
  if (parked === null || !parked.calls.includes(call)) return;
  const calls = parked.calls.filter((other) => other !== call);
  change(calls.length === 0 ? null : { ...parked, calls });
}

/** Runs every parked call again. */
export function releaseParkedCalls(): void {
  const calls = parked?.calls ?? [];
  change(null);
  for (const call of calls) call.retry();
}

/** Ends every parked call with its error: cancelled, too late, or somebody else is logged in now. */
export function dropParkedCalls(): void {
  if (parked === null) return;
  const { calls } = parked;
  change(null);
  for (const call of calls) call.reject();
}

export function readParkedCalls(): Parked | null {
  return parked;
}
