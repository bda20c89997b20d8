import { type IncomingHttpHeaders, request } from "node:http";
import { parseSetCookie } from "@latchkey/server/testing";

interface BrowserFetchOptions {
  port: number;
  origin: string;
  /** By name; kept up to date. */
  cookies: Map<string, string>;
  /** Gets a line for each request. */
  calls: string[];
}

export interface Init {
  method?: string;
  headers?: unknown;
  body?: unknown;
}

/**
 * Fetches as a browser at `origin` would, over a socket and with cookies.
 *
 * The emulated DOM's own fetch neither sends nor shows cookies, like any script of a page.
 */
export function browserFetch({ port, origin, cookies, calls }: BrowserFetchOptions) {
  return async (url: unknown, init: Init = {}): Promise<Response> => {
    const { pathname, search } = new URL(String(url));
    const { method = "GET", headers, body } = init;
    calls.push(`${method} ${pathname}`);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const own = { origin, ...(cookie === "" ? {} : { cookie }), ...Object.fromEntries(Object.entries(headers ?? {})) };
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path: pathname + search, method, headers: own }, (answer) => {
        for (const line of answer.headers["set-cookie"] ?? []) {
          const { name, value, maxAge } = parseSetCookie(line);
          if (maxAge === 0) cookies.delete(name);
          else cookies.set(name, value);
        }
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve(
            new Response(Buffer.concat(chunks).toString(), {
              status: answer.statusCode ?? 0,
              headers: headersOf(answer.headers),
            }),
          ),
        );
      });
      sent.on("error", reject);
      sent.end(typeof body === "string" ? body : undefined);
    });
  };
}

/** The headers that a page sees: without cookies. */
function headersOf({ "set-cookie": _, ...headers }: IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, String(value)]);
}
