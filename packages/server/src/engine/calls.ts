import type { CallHandle } from "../config/authContext.ts";
import type { AuthRequest } from "./request.ts";

/** One call, as Latchkey's own procedures see it. */
export interface OpenCall {
  open(): AuthRequest;
  /** The body of the request has come: what was judged before counts no more. */
  bodyArrived(): void;
}

const calls = new WeakMap<CallHandle, OpenCall>();

export function handleOf(call: OpenCall): CallHandle {
  // The property is there for the compiler alone: nobody else can write such a handle.
  const handle = Object.freeze({}) as CallHandle;
  calls.set(handle, call);
  return handle;
}

/** @returns null for what is no handle of this copy of the package */
export function callOf(handle: CallHandle | undefined): OpenCall | null {
  return handle === undefined ? null : (calls.get(handle) ?? null);
}
