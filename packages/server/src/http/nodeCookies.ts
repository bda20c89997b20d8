import type { ServerResponse } from "node:http";
import { cookieName, mergeCookies, type ResponseCookies, UNCACHEABLE } from "./responseCookies.ts";

const kept = new WeakMap<ServerResponse, ResponseCookies>();

/**
 * Adds our cookies when the headers are written, not before.
 *
 * tRPC's Node adapters call `setHeader("set-cookie", …)` with what the app's `responseMeta` gave, after the procedures
 * ran, and Fastify hands its own to `writeHead`: whatever was set earlier would be lost.
 */
export function nodeCookies(response: ServerResponse): ResponseCookies {
  const known = kept.get(response);
  if (known !== undefined) return known;
  const cookies = new Map<string, string>();
  const writeHead = response.writeHead;
  // `writeHead` is overloaded; each of its forms is a status, then perhaps a message, then perhaps headers.
  response.writeHead = function writeHeadWithCookies(status: number, ...rest: unknown[]) {
    if (response.headersSent) return Reflect.apply(writeHead, response, [status, ...rest]);
    const [message] = rest.filter((argument) => typeof argument === "string");
    setHeaders(response, rest.at(-1));
    const others = [response.getHeader("set-cookie") ?? []].flat().map(String);
    response.setHeader("set-cookie", mergeCookies(others, cookies));
    response.setHeader("cache-control", UNCACHEABLE);
    return Reflect.apply(writeHead, response, message === undefined ? [status] : [status, message]);
  } as ServerResponse["writeHead"];
  const added = { add: (serialized: string) => void cookies.set(cookieName(serialized), serialized) };
  kept.set(response, added);
  return added;
}

/** Sets what came with `writeHead` beforehand, because there it would win over ours. Node checks names and values. */
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
  // The caller gave it to `writeHead`, which takes the same values as `appendHeader`.
  for (const { name, value } of pairs) response.appendHeader(name, value as string | string[]);
}
