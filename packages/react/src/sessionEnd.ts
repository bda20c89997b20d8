import { createSignal } from "./signal.ts";

/** A call found the session ended: whoever holds the state asks for it anew. */
export const sessionEnd = createSignal();
