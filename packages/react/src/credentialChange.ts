import { createSignal } from "./signal.ts";

/**
 * The cookies or tokens of this client may have changed: connections opened with the old ones must reconnect. The
 * detail states whether it is still the same user; null where only the next response shows that.
 */
export const credentialChange = createSignal<boolean | null>();
