import type { ServerResponse } from "node:http";
import { cookieName, keptFor, mergeCookies, type ResponseHeaders, uncacheable } from "./responseHeaders.ts";

/**
 * Adds our cookies and cache headers when the headers are written, not before.
 *
 * tRPC's Node adapters call `setHeader("set-cookie", …)` with the result of the app's `responseMeta` after the
 * procedures have run, and Fastify passes its own to `writeHead`: anything set earlier would be lost.
 */
export function nodeHeaders(response: ServerResponse): ResponseHeaders {
  return keptFor(response, keepFor);
}

function keepFor(response: ServerResponse): ResponseHeaders {
  const cookies = new Map<string, string>();
  const writeHead = response.writeHead;
  // `writeHead` is overloaded; each form is a status, an optional message, and optional headers.
  response.writeHead = function writeHeadWithCookies(status: number, ...rest: unknown[]) {
    if (response.headersSent) return Reflect.apply(writeHead, response, [status, ...rest]);
    const [message] = rest.filter((argument) => typeof argument === "string");
    setHeaders(response, rest.at(-1));
    const others = [response.getHeader("set-cookie") ?? []].flat().map(String);
    if (cookies.size > 0) response.setHeader("set-cookie", mergeCookies(others, cookies));
    response.setHeader("cache-control", uncacheable(String(response.getHeader("cache-control") ?? "")));
    return Reflect.apply(writeHead, response, message === undefined ? [status] : [status, message]);
  } as ServerResponse["writeHead"];
  return {
    addCookie: (serialized) => void cookies.set(cookieName(serialized), serialized),
    set: (name, value) => void response.setHeader(name, value),
    // Nothing to do: every response written through this wrapper is marked.
    markPrivate: () => {},
  };
}

/**
 * Sets the headers passed to `writeHead` beforehand, because there they would override ours. Node checks names and
 * values.
 */
function setHeaders(response: ServerResponse, headers: unknown): void {
  if (typeof headers !== "object" || headers === null) return;
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return;
  }
  // A list holds pairs, or names and values in turn; a name may come more than once.
  const list: unknown[] = Array.isArray(headers[0]) ? headers.flat() : headers;
  const pairs = list.flatMap((name, at) => (at % 2 === 0 ? [{ name: String(name), value: list[at + 1] }] : []));
  for (const { name } of pairs) response.removeHeader(name);
  // The caller passed it to `writeHead`, which accepts the same values as `appendHeader`.
  for (const { name, value } of pairs) response.appendHeader(name, value as string | string[]);
}
