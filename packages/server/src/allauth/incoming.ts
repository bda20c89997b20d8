import type { AdapterOptions } from "../http/adapters.ts";
import { readBounded } from "../ports/readBounded.ts";

/** A request of the protocol, whatever server received it. */
export interface Incoming {
  readonly method: string;
  /** The path as the client wrote it, without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  header(name: string): string | null;
  headers(): [string, string][];
  /** The whole body; null when it is too long. */
  body(): Promise<Buffer | null>;
  /**
   * The request for `auth.createContext`, with these headers and no method: the body has been read by then.
   */
  withHeaders(headers: Headers): AdapterOptions["req"];
}

/** Bytes. The longest input is a provider's token, or a passkey's answer. */
export const MAX_BODY = 262_144;

export function incomingOf(request: Request): Incoming {
  const { pathname, searchParams } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: searchParams,
    header: (name) => request.headers.get(name),
    headers: () => [...request.headers],
    async body() {
      const announced = Number(request.headers.get("content-length") ?? 0);
      return announced > MAX_BODY ? null : readBounded(request.body, MAX_BODY);
    },
    withHeaders: (headers) => replaced(request, headers),
  };
}

/** The request with other headers and without its method; whatever the server has added to it is still there. */
function replaced(request: Request, headers: Headers): Request {
  const others = new Map<string | symbol, unknown>([
    ["headers", headers],
    ["method", undefined],
  ]);
  return new Proxy(request, {
    get(target, name) {
      if (others.has(name)) return others.get(name);
      // A request only answers for itself, not for its proxy.
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
