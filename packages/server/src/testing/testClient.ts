import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { SignupFields } from "../config/signupFields.ts";
import type { AuthRouter } from "../createAuth.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { Tokens } from "../wire/state.ts";
import { type TestCookieJar, testCookieJar } from "./cookieJar.ts";

/** Handles a request in this process. */
export type Handler = (request: Request) => Promise<Response>;

/** A client of the mounted router, as a browser or an app would be. */
export interface TestClient<Fields extends SignupFields> {
  readonly account: TRPCClient<AuthRouter<Fields>>["account"];
  readonly social: TRPCClient<AuthRouter<Fields>>["social"];
  readonly mfa: TRPCClient<AuthRouter<Fields>>["mfa"];
  readonly session: TRPCClient<AuthRouter<Fields>>["session"];
  readonly kind: ClientKind;
  /** A browser's cookies. */
  readonly jar: TestCookieJar;
  /** An app's tokens. */
  readonly tokens: Tokens;
  /** Sent with each request; change it as you like. */
  readonly headers: Record<string, string>;
  /** The response to the last request, body unread. */
  lastResponse: Response | null;
  /** Sends a request as this client would, without tRPC's client. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

export interface TestClientOptions {
  kind: ClientKind;
  handler: Handler;
  origin: string;
  ip: string;
}

export function testClient<Fields extends SignupFields>({
  kind,
  handler,
  origin,
  ip,
}: TestClientOptions): TestClient<Fields> {
  const jar = testCookieJar();
  const tokens: Tokens = {};
  const own = kind === "app" ? { "x-latchkey-client": "app" } : { origin };
  const headers: Record<string, string> = { ...own, "x-forwarded-for": ip, "user-agent": `test ${kind}` };
  const send = async (url: string, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    for (const [name, value] of Object.entries({ ...headers, ...identityOf(kind, { jar, tokens }) })) {
      if (!request.headers.has(name)) request.headers.set(name, value);
    }
    // As HTTP clients do: the length of a body is known before it is sent.
    const { body = "" } = init ?? {};
    if (typeof body === "string") request.headers.set("content-length", String(Buffer.byteLength(body)));
    const response = await handler(request);
    if (kind === "browser") jar.keep(response);
    else keepTokens(tokens, await response.clone().text());
    client.lastResponse = response.clone();
    return response;
  };
  const trpc = createTRPCClient<AuthRouter<Fields>>({
    links: [httpLink({ url: `${origin}/trpc/auth`, fetch: (url, init) => send(String(url), init as RequestInit) })],
  });
  const client: TestClient<Fields> = {
    account: trpc.account,
    social: trpc.social,
    mfa: trpc.mfa,
    session: trpc.session,
    kind,
    jar,
    tokens,
    headers,
    lastResponse: null,
    fetch: send,
  };
  return client;
}

function identityOf(kind: ClientKind, { jar, tokens }: { jar: TestCookieJar; tokens: Tokens }): Record<string, string> {
  const cookie = jar.header();
  if (kind === "browser") return cookie === undefined ? {} : { cookie };
  const bearer = tokens.accessToken ?? tokens.sessionToken;
  return {
    ...(bearer === undefined ? {} : { authorization: `${tokens.tokenType ?? "Bearer"} ${bearer}` }),
    ...(tokens.flowToken === undefined ? {} : { "x-latchkey-flow": tokens.flowToken }),
    ...(tokens.deviceToken === undefined ? {} : { "x-latchkey-device": tokens.deviceToken }),
  };
}

/** As an app does: new tokens replace the old ones, and those of an identity that ended are removed. */
function keepTokens(tokens: Tokens, body: string): void {
  const answer: unknown = JSON.parse(body);
  const data = pick(pick(answer, "result"), "data");
  // A refresh returns only the tokens.
  const given = pick(data, "refreshToken") === undefined ? pick(data, "tokens") : data;
  const status = pick(data, "status");
  if (status === "anonymous" || status === "authenticated") delete tokens.flowToken;
  if (status === "anonymous" || status === "pending") {
    for (const name of ["sessionToken", "accessToken", "refreshToken", "tokenType", "expiresIn"] as const)
      delete tokens[name];
  }
  if (typeof given === "object" && given !== null) Object.assign(tokens, given);
}

function pick(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
