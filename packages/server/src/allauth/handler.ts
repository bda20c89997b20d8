import type { SignupFields } from "../config/signupFields.ts";
import type { Auth } from "../createAuth.ts";
import { isFetchingAhead } from "../http/client.ts";
import type { ClientKind } from "../wire/protocol.ts";
import { type Answer, anonymousAnswer } from "./answers.ts";
import { checkFields, readBody } from "./body.ts";
import {
  type AllauthTarget,
  type Conversation,
  isGone,
  type Opening,
  openForApp,
  openForBrowser,
  refusedBy,
} from "./conversation.ts";
import { csrfCookie, FORM_FIELD, isSubmittedTwice } from "./csrf.ts";
import { type Incoming, incomingOf } from "./incoming.ts";
import { formOf, serveDocument } from "./openapi/serve.ts";
import type { Operation } from "./operation.ts";
import { returnFromProvider } from "./operations/redirect.ts";
import { operations } from "./operations.ts";
import { refusalAnswer } from "./problems.ts";

/** Where the protocol is served. */
export interface AllauthOptions {
  /** The path in front of `/browser/v1/…` and `/app/v1/…`. @default "/_allauth" */
  basePath?: string;
  /**
   * Where providers send browsers back to, with `{provider}` for the id: the same path as in
   * `account.urls.providerCallback` of `createAuth`. @default "/accounts/{provider}/login/callback/"
   */
  callbackPath?: string;
  /** Where in the front end a redirect ends that failed before it was known where it began. @default "/account/provider/callback" */
  errorUrl?: string;
}

/**
 * Serves the headless HTTP protocol of django-allauth 65, so that its clients work without a change: a fetch handler for
 * Hono, Next's route handlers, Bun, Deno, or workers.
 *
 * Each operation is a call of the auth router, with its limits, its checks and its rules. Requests outside of the
 * protocol get 404.
 *
 * @param auth the result of `createAuth`
 */
export function allauthHandler<Fields extends SignupFields>(
  auth: Pick<Auth<Fields>, "authRouter" | "createContext">,
  options: AllauthOptions = {},
): (request: Request) => Promise<Response> {
  const answer = createAllauth(auth, options);
  return async (request) => (await answer(incomingOf(request))) ?? write({ status: 404 });
}

/** Answers a request, whatever server received it; null outside of the protocol. */
export function createAllauth<Fields extends SignupFields>(
  auth: Pick<Auth<Fields>, "authRouter" | "createContext">,
  {
    basePath = "/_allauth",
    callbackPath = "/accounts/{provider}/login/callback/",
    errorUrl = "/account/provider/callback",
  }: AllauthOptions,
): (incoming: Incoming) => Promise<Response | null> {
  // To the handler, the app's fields are data that it hands on as it comes.
  const target = auth as unknown as AllauthTarget;
  return async (incoming) => {
    const provider = incoming.method === "GET" ? providerIn(incoming.path, callbackPath) : null;
    if (provider !== null) return answerCallback({ auth: target, incoming, client: "browser", errorUrl }, provider);
    if (!incoming.path.startsWith(`${basePath}/`)) return null;
    const below = incoming.path.slice(basePath.length);
    const form = incoming.method === "GET" ? formOf(below) : null;
    if (form !== null) {
      const { options } = await openForBrowser({ auth: target, incoming, client: "browser", errorUrl });
      return serveDocument(form, { options, basePath });
    }
    const route = findRoute(incoming, below);
    if (route === null) return write({ status: 404 });
    if ("allowed" in route) return write({ status: 405 }, new Headers({ allow: route.allowed.join(", ") }));
    const { client, operation } = route;
    // Before anything is read for the caller: until the body has arrived, their session may end.
    const read = await readBody(incoming, operation);
    return (client === "app" ? answerApp : answerBrowser)(
      { auth: target, incoming, client, errorUrl },
      operation,
      read,
    );
  };
}

/** The provider whose callback a path is; null when it is none. */
function providerIn(path: string, template: string): string | null {
  const [before = "", after = ""] = template.split("{provider}");
  const isOne = path.startsWith(before) && path.endsWith(after) && path.length > before.length + after.length;
  const between = isOne ? path.slice(before.length, path.length - after.length) : "";
  return /^[\w.~%-]+$/.test(between) ? decoded(between) : null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * A browser that a provider sends here names no origin of ours. In its place stands the state, which works once and only
 * for the browser that began the redirect.
 */
async function answerCallback(opening: Opening, provider: string): Promise<Response> {
  // It asks again when the user really goes there.
  if (isFetchingAhead(opening.incoming.header)) return write({ status: 503 });
  const { options } = await openForBrowser(opening);
  const conversation = await openForBrowser(opening, options.origin);
  return write(await returnFromProvider(conversation, provider), conversation.headers);
}

type Route = { client: ClientKind; operation: Operation } | { allowed: string[] };

function findRoute({ method }: Incoming, path: string): Route | null {
  const [, client, below] = /^\/(browser|app)\/v1\/(.+)$/.exec(path) ?? [];
  const here = operations.filter((one) => one.path === below && (one.client ?? client) === client);
  if (here.length === 0) return null;
  const operation = here.find((one) => one.method === method);
  if (operation === undefined) return { allowed: here.map((one) => one.method) };
  return { client: client === "app" ? "app" : "browser", operation };
}

type ReadBody = Awaited<ReturnType<typeof readBody>>;

async function answerApp(opening: Opening, operation: Operation, read: ReadBody): Promise<Response> {
  const conversation = await openForApp(opening);
  const answer = await answered(conversation, operation, async () =>
    (await isGone(conversation)) ? anonymousAnswer(conversation, 410) : handled(conversation, operation, read),
  );
  return write(answer, conversation.headers);
}

async function answerBrowser(opening: Opening, operation: Operation, read: ReadBody): Promise<Response> {
  const { incoming } = opening;
  const conversation = await openForBrowser(opening);
  const answer = await answered(conversation, operation, async () => {
    const field = operation.isForm && "body" in read ? read.body[FORM_FIELD] : null;
    const isOwn = incoming.method === "GET" || isSubmittedTwice(incoming, typeof field === "string" ? field : null);
    const result: Answer = isOwn ? await handled(conversation, operation, read) : { status: 403 };
    const cookie = csrfCookie(conversation.request, { incoming, isLogin: result.isLogin ?? false });
    if (cookie !== null) conversation.headers.append("set-cookie", cookie);
    return result;
  });
  return write(answer, conversation.headers);
}

/** The answer of some work; one of our own errors becomes a refusal, any other is reported and told as nothing. */
async function answered(
  conversation: Conversation,
  { rules }: Operation,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const refused = refusedBy(error);
    const isUnknown = refused.error.code === "INTERNAL_SERVER_ERROR";
    // A procedure has already reported its own.
    if (isUnknown && refused !== error) conversation.report(error);
    return isUnknown ? { status: 500 } : refusalAnswer(conversation, refused, rules);
  }
}

/** Runs an operation; whatever a procedure refuses is an answer. */
function handled(conversation: Conversation, operation: Operation, read: ReadBody): Promise<Answer> {
  return answered(conversation, operation, async () => {
    if (operation.isOff?.(conversation.options)) return { status: 404 };
    const checked = "problem" in read ? read : checkFields(read.body, operation);
    return "problem" in checked ? checked.problem : operation.handle(conversation, checked.body);
  });
}

/** Never cached: almost every answer says who is logged in. */
function write({ status, data, meta, errors, retryAfter, location }: Answer, headers = new Headers()): Response {
  headers.set("cache-control", "private, no-store");
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  if (location !== undefined) {
    headers.set("location", location);
    // The URL that a provider sent the browser to contains the code.
    headers.set("referrer-policy", "no-referrer");
    return new Response(null, { status, headers });
  }
  return Response.json({ status, data, meta, errors }, { status, headers });
}
