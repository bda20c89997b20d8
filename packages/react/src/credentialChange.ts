import { createSignal } from "./signal.ts";

/**
 * The cookies or tokens of this client may be others now: what showed them when it connected must connect anew. The detail
 * says whether it is still the same user; null where only the next answer tells.
 */
export const credentialChange = createSignal<boolean | null>();
