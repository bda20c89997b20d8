import type { getFetch } from "@trpc/client";

/** As the links of tRPC take it. */
export type Fetch = ReturnType<typeof getFetch>;

/** What binds an app's tokens to a key: `createDpop()` of `@latchkey/react/dpop`. */
export interface RequestSigner {
  /** A `fetch` that adds a proof to each request, over another one. */
  over(fetch?: Fetch): Fetch;
  /** The header beside an `authorization` that opens a WebSocket at `url`. */
  socketHeaders(url: string, authorization: string | undefined): Promise<Record<string, string>>;
}
