import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { SignupFields } from "../config/signupFields.ts";
import type { Auth } from "../createAuth.ts";
import { readBounded } from "../ports/readBounded.ts";
import { type AllauthOptions, createAllauth } from "./handler.ts";
import { type Incoming, MAX_BODY } from "./incoming.ts";

/** A request of `node:http`, to which Express adds the complete path and, with a body parser, the parsed body. */
type NodeRequest = IncomingMessage & { originalUrl?: string; body?: unknown };

/**
 * As `allauthHandler`, for `node:http` and Express: `app.use(allauthNodeHandler(auth))`, before or after a body parser.
 * With `next`, as Express gives it, requests outside of the protocol are handed on; without, they get 404.
 */
export function allauthNodeHandler<Fields extends SignupFields>(
  auth: Pick<Auth<Fields>, "authRouter" | "createContext">,
  options: AllauthOptions = {},
): (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => Promise<void> {
  const answer = createAllauth(auth, options);
  return async (request, response, next = (error) => finish(response, error)) => {
    try {
      const answered = await answer(incomingOfNode(request));
      if (answered === null) return next();
      response.statusCode = answered.status;
      response.setHeaders(withoutCookies(answered.headers));
      for (const cookie of answered.headers.getSetCookie()) response.appendHeader("set-cookie", cookie);
      response.end(await answered.text());
    } catch (error) {
      next(error);
    }
  };
}

/** Several cookies are one header each. */
function withoutCookies(headers: Headers): Headers {
  const others = new Headers(headers);
  others.delete("set-cookie");
  return others;
}

function finish(response: ServerResponse, error: unknown): void {
  response.statusCode = error === undefined ? 404 : 500;
  response.end();
  // Nobody waits for this handler, so an exception would end the process.
  if (error !== undefined) console.error("[latchkey]", error);
}

function incomingOfNode(request: NodeRequest): Incoming {
  const { pathname, searchParams } = pathOf(request);
  const header = (name: string) => [request.headers[name] ?? []].flat().join(", ") || null;
  return {
    method: request.method ?? "GET",
    path: pathname,
    query: searchParams,
    header,
    // Those of HTTP/2 itself, such as `:method`, are none that a request of the web can have.
    headers: () =>
      Object.keys(request.headers)
        .filter((name) => !name.startsWith(":"))
        .map((name) => [name, header(name) ?? ""]),
    body: () => bodyOf(request),
    // Everything else is read from the request itself, also by the app's `clientAddress`.
    withHeaders: (headers) =>
      Object.create(request, { headers: { value: Object.fromEntries(headers) }, method: { value: undefined } }),
  };
}

/** The host has no meaning here. Two leading slashes would begin one. */
function pathOf({ originalUrl, url }: NodeRequest): URL {
  const path = (originalUrl ?? url ?? "/").replace(/^\/+/, "/");
  return URL.canParse(path, "http://path") ? new URL(path, "http://path") : new URL("http://path/");
}

/** A body parser has read the body before: as JSON, as a form, or as it came. */
async function bodyOf(request: NodeRequest): Promise<Buffer | null> {
  const { body } = request;
  if (body === undefined || (request.readable && !request.readableEnded)) {
    // The same stream in the types of the web.
    return readBounded(Readable.toWeb(request) as ReadableStream<Uint8Array> as globalThis.ReadableStream, MAX_BODY);
  }
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === "string") return Buffer.from(body);
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  const fields = Object.entries(Object(body)).map(([name, value]): [string, string] => [name, String(value)]);
  return Buffer.from(isForm ? new URLSearchParams(fields).toString() : JSON.stringify(body));
}
