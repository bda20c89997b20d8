import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { AuthError } from "../lib/authError.ts";
import { SetupError } from "../lib/setupError.ts";
import type {
  AuthorizationHeader,
  ChallengeHeader,
  ClientHeader,
  DeviceHeader,
  DpopHeader,
  FlowHeader,
} from "../wire/protocol.ts";
import type { HttpExchange } from "./exchange.ts";
import { fetchHeaders } from "./fetchHeaders.ts";
import { nodeHeaders } from "./nodeHeaders.ts";
import { parseCookie } from "./parseCookie.ts";
import type { ResponseHeaders } from "./responseHeaders.ts";

interface FetchRequest {
  method?: string | undefined;
  /** The complete URL. */
  url?: string | undefined;
  headers: { get(name: string): string | null };
}
interface NodeRequest {
  method?: string | undefined;
  /** Path and query, without the path at which Express has mounted the handler. */
  url?: string | undefined;
  /** Express keeps the complete path here. */
  originalUrl?: string | undefined;
  /** Whether the whole message has been received. */
  complete?: boolean | undefined;
  headers: IncomingHttpHeaders;
  socket?: { remoteAddress?: string | undefined } | null;
}

/**
 * The options that a tRPC adapter passes to `createContext`: fetch (`req`, `resHeaders`), Node, Express and Next pages
 * (`req`, `res`), Fastify (with Node's objects in the `raw` of its `req` and `res`), and WebSockets; none for calls
 * without HTTP. For Next's server components and actions, `@latchkey/server/next` creates them.
 */
export interface AdapterOptions {
  req?: FetchRequest | NodeRequest | { raw: NodeRequest } | undefined;
  res?: object | undefined;
  resHeaders?: Headers | undefined;
  /** Replaces the header where a framework manages the cookies of its request itself: every value of a name. */
  cookies?: ((name: string) => string[]) | undefined;
  /**
   * Replaces `res` and `resHeaders` where a framework manages the cookies of its response itself; null where it accepts
   * none.
   */
  answer?: { readonly setCookie: ((serialized: string) => void) | null } | undefined;
  info?:
    | {
        accept?: string | null | undefined;
        type?: string | undefined;
        /** Sent by a client instead of headers, which browsers cannot set on long-lived connections. */
        connectionParams?: Readonly<Record<string, unknown>> | null | undefined;
      }
    | undefined;
}

const OWN_HEADERS: readonly string[] = [
  "x-latchkey-client" satisfies ClientHeader,
  "authorization" satisfies AuthorizationHeader,
  "dpop" satisfies DpopHeader,
  "x-latchkey-flow" satisfies FlowHeader,
  "x-latchkey-device" satisfies DeviceHeader,
  "x-latchkey-challenge" satisfies ChallengeHeader,
];
const STREAM = "application/jsonl";

/** For the developer who passed on only a request. */
export const NO_ANSWER =
  "createContext got `req` without `res` or `resHeaders`, so no cookie can be set and no answer be kept out of caches. Hand on all that the adapter passes: createContext: (opts) => auth.createContext(opts)";

/** A common interface for every adapter. Never throws, whatever the request contains. */
export function createExchange({
  req,
  res,
  resHeaders,
  cookies,
  answer: kept,
  info,
}: AdapterOptions = {}): HttpExchange {
  const nodeResponse = nodeResponseOf(res);
  const isLongLived = res !== undefined && nodeResponse === null && resHeaders === undefined && req !== undefined;
  const hasBody = !isLongLived && !["GET", "HEAD", undefined].includes(methodOf(req));
  const isSubscription = info?.type === "subscription";
  // Both send their headers before the procedures have finished.
  const isStream = info?.accept === STREAM || isSubscription;
  const staysOpen = isLongLived || isSubscription;
  const header = staysOpen ? withParameters(headerReader(req), info?.connectionParams) : headerReader(req);
  const answer = (): ResponseHeaders | null => {
    if (kept !== undefined) return frameworkHeaders(kept.setCookie);
    if (nodeResponse !== null) return nodeResponse.headersSent ? null : nodeHeaders(nodeResponse);
    return resHeaders === undefined ? null : fetchHeaders(resHeaders);
  };
  const isAnswered = nodeResponse !== null || resHeaders !== undefined || kept !== undefined;
  const lacksAnswer = req !== undefined && res === undefined && resHeaders === undefined && kept === undefined;
  const canSetCookies = () => !isStream && answer() !== null;
  const assertCookies = () => {
    if (lacksAnswer) throw new SetupError(NO_ANSWER);
    if (!canSetCookies()) throw new AuthError("cookies_unavailable");
  };
  return {
    header,
    cookies: cookies ?? ((name) => parseCookie(header("cookie") ?? "", name)),
    assertCookies,
    canSetCookies,
    setCookie(serialized) {
      assertCookies();
      answer()?.addCookie(serialized);
    },
    markPrivate: () => answer()?.markPrivate(),
    setHeader: (name, value) => answer()?.set(name, value),
    method: methodOf(req),
    get path() {
      return pathOf(req);
    },
    remoteAddress: remoteAddressOf(req),
    isRequest: req !== undefined,
    lacksAnswer,
    hasBody,
    hasWholeBody: () => !hasBody || isComplete(req),
    isOver() {
      if (staysOpen || !isAnswered) return true;
      return isStream || nodeResponse === null ? null : isEnded(nodeResponse);
    },
    isLongLived,
    isStream,
    staysOpen,
  };
}

/** What is rendered for one request, and an action's response, are never cached by a framework. */
function frameworkHeaders(addCookie: ((serialized: string) => void) | null): ResponseHeaders | null {
  return addCookie === null ? null : { addCookie, set: () => {}, markPrivate: () => {} };
}

/**
 * Reads our own headers from the parameters with which a client connected. Not for single requests: a page of another
 * site can put these into a URL, but cannot put one of our headers into a request.
 */
function withParameters(
  header: HttpExchange["header"],
  parameters: Readonly<Record<string, unknown>> | null | undefined,
): HttpExchange["header"] {
  if (parameters === null || parameters === undefined) return header;
  return (name) => {
    const given = OWN_HEADERS.includes(name) && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return typeof given === "string" ? given : header(name);
  };
}

function headerReader(req: AdapterOptions["req"]): (name: string) => string | undefined {
  if (req === undefined) return () => undefined;
  const headers = "raw" in req ? req.raw.headers : req.headers;
  // Duck-typed: a Headers of another realm is not an instance of ours.
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
  // An object with `appendHeader` that was passed as `res` is node's ServerResponse or an imitation of it.
  return isResponse ? (inner as ServerResponse) : null;
}

function methodOf(req: AdapterOptions["req"]): string | undefined {
  return req !== undefined && "raw" in req ? req.raw.method : req?.method;
}

function pathOf(req: AdapterOptions["req"]): string | undefined {
  const inner = req !== undefined && "raw" in req ? req.raw : req;
  const url = inner === undefined ? undefined : "originalUrl" in inner ? inner.originalUrl : inner.url;
  // The base has no meaning: fetch provides the whole URL, whose host is not trusted, and Node the part after it. Two
  // leading slashes would begin a host.
  const whole = url?.replace(/^\/+/, "/") ?? "";
  return whole !== "" && URL.canParse(whole, "http://path") ? new URL(whole, "http://path").pathname : undefined;
}

function isComplete(req: AdapterOptions["req"]): boolean {
  const inner = req !== undefined && "raw" in req ? req.raw : req;
  return inner !== undefined && "complete" in inner && inner.complete === true;
}

/** Null for an imitation of node's that does not tell. */
function isEnded(response: ServerResponse): boolean | null {
  return "writableEnded" in response ? response.writableEnded || response.destroyed : null;
}

function remoteAddressOf(req: AdapterOptions["req"]): string | undefined {
  if (req === undefined) return undefined;
  const inner = "raw" in req ? req.raw : req;
  return "socket" in inner ? inner.socket?.remoteAddress : undefined;
}
