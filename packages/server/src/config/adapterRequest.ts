import type { IncomingMessage } from "node:http";

/**
 * A request as the adapter passes it: a `Request` from fetch adapters, Node's `IncomingMessage` from the others. Typed as
 * both, so that a function can be written for either.
 */
export type AdapterRequest = Request & IncomingMessage;

/** What a `Request` does not tell about itself. */
export interface RequestSource {
  /**
   * The client's address, for rate limits, where the request was made from Node's: its `socket.remoteAddress`
   * [from the options `clientAddress` and `trustedProxies`].
   */
  clientAddress?: string | null | undefined;
}
