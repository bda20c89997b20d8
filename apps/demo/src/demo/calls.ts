import type { getFetch } from "@trpc/client";
import { createStore } from "@/demo/store";
import { TRACE_HEADER } from "@/demo/traceHeader";

/** One request to the API, with the procedures that it called. */
export interface Call {
  id: number;
  procedures: string[];
  isMutation: boolean;
  status: number;
  /** In milliseconds, measured in the browser. */
  duration: number;
  /** The server's id of the request. */
  trace: string | null;
}

/** With the signature that tRPC expects. */
type Fetch = ReturnType<typeof getFetch>;

const KEPT = 30;
let lastId = 0;

/** The latest requests, newest first. */
export const calls = createStore<readonly Call[]>([]);

/** `fetch`, recording what was called and how long it took. */
export async function observedFetch(
  input: RequestInfo | URL | string,
  { signal, ...init }: NonNullable<Parameters<Fetch>[1]> = {},
): Promise<Response> {
  const began = performance.now();
  const response = await fetch(input, { ...init, signal: signal ?? null });
  const url = new URL(input instanceof Request ? input.url : input, location.origin);
  const isMutation = init.method === "POST";
  lastId += 1;
  const call: Call = {
    id: lastId,
    procedures: decodeURIComponent(url.pathname.slice("/trpc/".length)).split(","),
    isMutation,
    status: response.status,
    duration: performance.now() - began,
    trace: response.headers.get(TRACE_HEADER),
  };
  calls.write([call, ...calls.read()].slice(0, KEPT));
  return response;
}
