import type { IncomingMessage } from "node:http";

/**
 * A request as the adapter passes it: a `Request` from fetch adapters, Node's `IncomingMessage` from the others. Typed as
 * both, so that a function can be written for either.
 */
export type AdapterRequest = Request & IncomingMessage;
