import { createSignal } from "./signal.ts";

/** A call found that the session has ended: holders of the state request it again. */
export const sessionEnd = createSignal();
