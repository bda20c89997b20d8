import type { getFetch } from "@trpc/client";

/** In the form that tRPC's links accept. */
export type Fetch = ReturnType<typeof getFetch>;

/** Binds an app's tokens to a key: `createDpop()` of `@latchkey/react/dpop`. */
export interface RequestSigner {
  /** Wraps a `fetch` to add a proof to each request. */
  over(fetch?: Fetch): Fetch;
  /** The proof header for an `authorization` that opens a WebSocket at `url`. */
  socketHeaders(url: string, authorization: string | undefined): Promise<Record<string, string>>;
}
