import { parseSetCookie } from "@latchkey/server/testing";
import { FRONT_END, type Received, type Sent, type Server } from "../servers/server.ts";

export type ClientKind = "browser" | "app";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; null when it is no JSON. */
  body: unknown;
  /** What is at a path of the body, such as `meta.secret` or `data.0.id`; undefined when nothing is. */
  read(path: string): unknown;
}

export interface Call {
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string;
  headers?: Record<string, string>;
}

/** A client of the protocol: one with cookies and a CSRF token, or one with a session token. */
export interface Client {
  readonly kind: ClientKind;
  readonly cookies: Map<string, string>;
  sessionToken: string | null;
  /** Sent where there is no session token. */
  accessToken: string | null;
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** What a browser sends for a form or a link: outside of the protocol's JSON. */
  visit(method: string, path: string, form?: Record<string, string>): Promise<Answer>;
}

export function createClient(server: Server, kind: ClientKind, address: string): Client {
  const cookies = new Map<string, string>();
  const client: Client = {
    kind,
    cookies,
    sessionToken: null,
    accessToken: null,
    async call(method, path, { body, raw, headers = {} } = {}) {
      const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      if (kind === "browser" && method !== "GET" && !cookies.has("csrftoken")) await client.call("GET", "config");
      const received = await send(
        `/_allauth/${kind}/v1/${path}`,
        method,
        {
          ...(text === undefined ? {} : { "content-type": "application/json" }),
          ...(kind === "app" ? tokensOf(client) : {}),
          ...(kind === "browser" ? { origin: FRONT_END, "x-csrftoken": cookies.get("csrftoken") ?? "" } : {}),
          ...headers,
        },
        text,
      );
      return accept(received);
    },
    async visit(method, path, form) {
      const body =
        form === undefined
          ? undefined
          : new URLSearchParams({ csrfmiddlewaretoken: cookies.get("csrftoken") ?? "", ...form });
      const type = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded", origin: FRONT_END };
      return accept(await send(path, method, type, body?.toString()));
    },
  };

  function send(path: string, method: string, headers: Record<string, string>, body?: string): Promise<Received> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const request: Sent = {
      method,
      path,
      headers: { "x-forwarded-for": address, ...(cookie !== "" ? { cookie } : {}), ...headers },
      ...(body === undefined ? {} : { body }),
    };
    return server.send(request);
  }

  function accept({ status, headers, text }: Received): Answer {
    if (kind === "browser") keepCookies(cookies, headers);
    const body = parsed(text);
    if (kind === "app") keepTokens(client, body);
    // As the protocol tells clients to: the session is gone, start again.
    if (status === 410) Object.assign(client, { sessionToken: null, accessToken: null });
    return { status, headers, text, body, read: (path) => readPath(body, path) };
  }
  return client;
}

function tokensOf({ sessionToken, accessToken }: Client): Record<string, string> {
  if (sessionToken !== null) return { "x-session-token": sessionToken };
  return accessToken === null ? {} : { authorization: `Bearer ${accessToken}` };
}

function keepTokens(client: Client, body: unknown): void {
  const [session, access] = [readPath(body, "meta.session_token"), readPath(body, "meta.access_token")];
  if (typeof session === "string") client.sessionToken = session;
  // A login that is complete and has only an access token: the token of its first steps has done its part.
  else if (typeof access === "string") client.sessionToken = null;
  if (typeof access === "string") client.accessToken = access;
}

function keepCookies(cookies: Map<string, string>, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    const { name, value, maxAge } = parseSetCookie(line);
    if (maxAge === 0 || value === "" || value === '""') cookies.delete(name);
    else cookies.set(name, value);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readPath(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split(".")) {
    if (typeof found !== "object" || found === null) return undefined;
    found = new Map(Object.entries(found)).get(name);
  }
  return found;
}
