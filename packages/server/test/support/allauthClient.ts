import { expect } from "vitest";
import { type AllauthOptions, allauthHandler } from "../../src/allauth/allauth.ts";
import type { Method } from "../../src/allauth/operation.ts";
import { operations } from "../../src/allauth/operations.ts";
import { answerShapes } from "../../src/allauth/shapes/answers.ts";
import type { SignupFields } from "../../src/config/signupFields.ts";
import type { Auth } from "../../src/createAuth.ts";
import { type TestCookieJar, testCookieJar } from "../../src/testing/cookieJar.ts";
import { TEST_PASSWORD } from "../../src/testing.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import { createTestKit } from "./kit.ts";

/** An answer, as far as tests read it. */
export interface AllauthAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it with what they expect
  data?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  meta?: any;
  errors?: { code: string; param?: string; message: string }[];
  response: Response;
}

/** A client of allauth's protocol: with cookies and a CSRF token, or with a session token. */
export interface AllauthClient {
  readonly kind: ClientKind;
  readonly jar: TestCookieJar;
  token: string | null;
  readonly headers: Record<string, string>;
  send(method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<AllauthAnswer>;
  get(path: string, headers?: Record<string, string>): Promise<AllauthAnswer>;
  post(path: string, body?: unknown): Promise<AllauthAnswer>;
  /** With a body that arrives later than its request. */
  stream(method: Method, path: string, body: ReadableStream<Uint8Array>): Promise<AllauthAnswer>;
}

export const BASE = "http://localhost:5173/_allauth";

/** A kit with a user whose client has logged in. */
export async function loggedInAt(kind: ClientKind, options: Parameters<typeof createTestKit>[0] = {}) {
  const kit = await createTestKit(options);
  const user = await kit.createUser();
  const client = allauthClients(kit.auth)(kind);
  await client.post("auth/login", { email: user.email, password: TEST_PASSWORD });
  return { kit, user, client };
}

export function allauthClients<Fields extends SignupFields>(auth: Auth<Fields>, options: AllauthOptions = {}) {
  const handler = allauthHandler(auth, options);
  return (kind: ClientKind) => allauthClient(handler, kind);
}

function allauthClient(handler: (request: Request) => Promise<Response>, kind: ClientKind): AllauthClient {
  const jar = testCookieJar();
  const headers: Record<string, string> = { "x-forwarded-for": "192.0.2.7", "user-agent": `allauth ${kind}` };
  if (kind === "browser") headers.origin = "http://localhost:5173";
  const client: AllauthClient = {
    kind,
    jar,
    token: null,
    headers,
    async send(method, path, body, more = {}) {
      if (kind === "browser" && method !== "GET" && !jar.cookies.has("csrftoken")) await client.get("config");
      const sent = typeof body === "string" || body instanceof ReadableStream ? body : JSON.stringify(body);
      const request = new Request(`${BASE}/${kind}/v1/${path}`, {
        method,
        headers: { ...headers, ...identityOf(client), ...more },
        ...(sent === undefined ? {} : { body: sent, duplex: "half" }),
      });
      const response = await handler(request);
      jar.keep(response);
      const answer = await read(response);
      checkShape(kind, method, path, answer);
      const token: unknown = answer.meta?.session_token;
      if (typeof token === "string") client.token = token;
      return answer;
    },
    get: (path, more) => client.send("GET", path, undefined, more),
    post: (path, body = {}) => client.send("POST", path, body),
    stream: (method, path, body) => client.send(method, path, body),
  };
  return client;
}

function identityOf({ kind, jar, token }: AllauthClient): Record<string, string> {
  if (kind === "app") return token === null ? {} : { "x-session-token": token };
  const csrf = jar.cookies.get("csrftoken");
  return { cookie: jar.header() ?? "", ...(csrf === undefined ? {} : { "x-csrftoken": csrf }) };
}

async function read(response: Response): Promise<AllauthAnswer> {
  const text = await response.text();
  return { status: response.status, ...(text === "" ? {} : JSON.parse(text)), response };
}

/** Every answer has the shape that the OpenAPI document says. */
function checkShape(kind: ClientKind, method: Method, path: string, { response, ...answer }: AllauthAnswer): void {
  const operation = operations.find(
    (one) => one.method === method && one.path === path.split("?")[0] && (one.client ?? kind) === kind,
  );
  if (operation === undefined) {
    expect([404, 405]).toContain(answer.status);
    return;
  }
  const shape = answerShapes(operation)[answer.status];
  expect(shape, `${method} ${path} does not say that it answers ${answer.status}`).toBeDefined();
  const wholes = shape == null ? [] : "options" in shape ? shape.options : [shape];
  if (shape !== null) expect(wholes.map((one) => one.strict().safeParse(answer).error)).toContain(undefined);
  expect(answer.status).toBe(response.status);
}

/** The ids of the flows of an answer, and that which is pending. */
export function flowsOf(answer: AllauthAnswer) {
  const flows: { id: string; is_pending?: boolean }[] = answer.data?.flows ?? [];
  return { ids: flows.map(({ id }) => id), pending: flows.find((flow) => flow.is_pending === true) ?? null };
}

export function codesOf(answer: AllauthAnswer): string[] {
  return (answer.errors ?? []).map(({ code, param }) => (param === undefined ? code : `${param}: ${code}`));
}
