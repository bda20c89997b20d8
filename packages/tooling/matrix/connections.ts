import { authHeaders, type TokenStorage } from "@latchkey/react";
import type { Tokens } from "@latchkey/server/types";
import { WebSocket } from "ws";
import { ORIGIN } from "./app.ts";
import type { ClientName } from "./table.ts";

/** What tRPC's links and the `eventsource` package pass to a `fetch`. */
export interface FetchInit {
  method?: string;
  headers?: unknown;
  body?: unknown;
  signal?: AbortSignal | null;
}

/** The requests and responses, in order. */
export interface Exchange {
  path: string;
  cookies: string[];
  cacheControl: string | null;
}

/** How a browser on the app's page, or an app with tokens of its own, reaches the server. */
export interface Connection {
  kind: ClientName;
  exchanges: Exchange[];
  fetch(url: unknown, init?: FetchInit): Promise<Response>;
  /** Headers for the links of an app; a browser has none of its own. */
  headers(): Promise<Record<string, string>>;
  storage: TokenStorage | undefined;
  /** The headers with which a socket opens. */
  socketHeaders(): Record<string, string>;
}

export function connect(kind: ClientName): Connection {
  const cookies = new Map<string, string>();
  let tokens: Tokens | null = null;
  const storage: TokenStorage | undefined =
    kind === "browser"
      ? undefined
      : {
          get: () => tokens,
          set(given) {
            tokens = given;
          },
        };
  const ambient = (): Record<string, string> => {
    if (kind === "app") return {};
    return { origin: ORIGIN, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  };
  const exchanges: Exchange[] = [];
  return {
    kind,
    exchanges,
    storage,
    socketHeaders: ambient,
    headers: async () => (storage === undefined ? {} : authHeaders(storage)),
    async fetch(url, { method = "GET", headers, body, signal } = {}) {
      const sent = new Headers(ambient());
      for (const [name, value] of Object.entries({ ...(headers ?? {}) })) sent.set(name, String(value));
      const content = typeof body === "string" ? body : null;
      const response = await fetch(String(url), { method, headers: sent, body: content, signal: signal ?? null });
      const set = response.headers.getSetCookie();
      for (const line of set) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      const cacheControl = response.headers.get("cache-control");
      exchanges.push({ path: new URL(String(url)).pathname, cookies: set, cacheControl });
      return response;
    },
  };
}

/** A socket with the headers that a browser would send. */
export function socketOf({ socketHeaders }: Connection): typeof globalThis.WebSocket {
  class Opened extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers: socketHeaders() });
    }
  }
  // It differs from a browser's only in events that tRPC does not use.
  return Opened as unknown as typeof globalThis.WebSocket;
}
