import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { AuthError } from "../lib/authError.ts";
import type { HttpExchange } from "./exchange.ts";
import { fetchCookies } from "./fetchCookies.ts";
import { nodeCookies } from "./nodeCookies.ts";
import { parseCookie } from "./parseCookie.ts";

interface FetchRequest {
  method?: string | undefined;
  headers: { get(name: string): string | null };
}
interface NodeRequest {
  method?: string | undefined;
  headers: IncomingHttpHeaders;
  socket?: { remoteAddress?: string | undefined } | null;
}

/**
 * What a tRPC adapter hands to `createContext`: fetch (`req`, `resHeaders`), Node, Express and Next pages (`req`, `res`),
 * Fastify (whose `req` and `res` hold node's as `raw`), and WebSockets; nothing for calls without HTTP.
 */
export interface AdapterOptions {
  req?: FetchRequest | NodeRequest | { raw: NodeRequest } | undefined;
  res?: object | undefined;
  resHeaders?: Headers | undefined;
  info?: { accept?: string | null | undefined; type?: string | undefined } | undefined;
}

const STREAM = "application/jsonl";

/** One face for every adapter. Never throws, whatever the request holds. */
export function createExchange({ req, res, resHeaders, info }: AdapterOptions = {}): HttpExchange {
  const header = headerReader(req);
  const nodeResponse = nodeResponseOf(res);
  // Both send their headers before the procedures are done.
  const isStream = info?.accept === STREAM || info?.type === "subscription";
  const canSetCookies = () => !isStream && !(nodeResponse?.headersSent ?? resHeaders === undefined);
  const assertCookies = () => {
    if (!canSetCookies()) throw new AuthError("cookies_unavailable");
  };
  const isLongLived = res !== undefined && nodeResponse === null && resHeaders === undefined && req !== undefined;
  return {
    header,
    cookies: (name) => parseCookie(header("cookie") ?? "", name),
    assertCookies,
    canSetCookies,
    setCookie(serialized) {
      assertCookies();
      if (nodeResponse !== null) return nodeCookies(nodeResponse).add(serialized);
      if (resHeaders !== undefined) fetchCookies(resHeaders).add(serialized);
    },
    remoteAddress: remoteAddressOf(req),
    isLongLived,
    hasBody: !isLongLived && !["GET", "HEAD", undefined].includes(methodOf(req)),
  };
}

function headerReader(req: AdapterOptions["req"]): (name: string) => string | undefined {
  if (req === undefined) return () => undefined;
  const headers = "raw" in req ? req.raw.headers : req.headers;
  // Duck-typed: a Headers of another realm is no instance of ours.
  if (typeof headers.get === "function") {
    const { get } = headers as FetchRequest["headers"];
    return (name) => get.call(headers, name) ?? undefined;
  }
  return (name) => {
    const value = (headers as IncomingHttpHeaders)[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
}

function nodeResponseOf(res: object | undefined): ServerResponse | null {
  if (res === undefined) return null;
  const inner: unknown = "raw" in res ? res.raw : res;
  const isResponse =
    typeof inner === "object" && inner !== null && "appendHeader" in inner && typeof inner.appendHeader === "function";
  // Whatever has `appendHeader`, and came as `res`, is node's ServerResponse or one that imitates it.
  return isResponse ? (inner as ServerResponse) : null;
}

function methodOf(req: AdapterOptions["req"]): string | undefined {
  return req !== undefined && "raw" in req ? req.raw.method : req?.method;
}

function remoteAddressOf(req: AdapterOptions["req"]): string | undefined {
  if (req === undefined) return undefined;
  const inner = "raw" in req ? req.raw : req;
  return "socket" in inner ? inner.socket?.remoteAddress : undefined;
}
