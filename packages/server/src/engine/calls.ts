import type { AdapterRequest } from "../config/adapterRequest.ts";
import type { AuthContext, CallHandle } from "../config/authContext.ts";
import type { AdapterOptions } from "../http/adapters.ts";
import { createExchange, NO_ANSWER } from "../http/adapters.ts";
import { clientKind } from "../http/client.ts";
import { clientAddress } from "../http/clientAddress.ts";
import { refuseForeignOrigin } from "../http/csrf.ts";
import { setupErrorOf, toTRPCError } from "../http/errorFormatter.ts";
import type { HttpExchange } from "../http/exchange.ts";
import { AuthError } from "../lib/authError.ts";
import { SetupError } from "../lib/setupError.ts";
import { singleLine } from "../lib/text.ts";
import { withoutParameters } from "../lib/withoutParameters.ts";
import type { Catalogue } from "../ports/texts/catalogue.ts";
import { textsOfCall } from "../ports/texts/handle.ts";
import type { User } from "../wire/state.ts";
import { noteRefusal } from "./audit/refusals.ts";
import { currentSession, presentedFlowToken, presentedSession, presentedSessionToken } from "./current.ts";
import { warnOfProxies } from "./limits/clientAddresses.ts";
import { NO_LIMITS } from "./limits/limits.ts";
import type { AuthRequest, CallLanguage, Runtime } from "./request.ts";
import { createRequestState } from "./sessions/requestState.ts";
import { requestKey } from "./tokens/dpop/requestKey.ts";
import { showUser, viewSession } from "./view.ts";

/** One call, as Latchkey's own procedures see it. */
export interface OpenCall {
  /** Of the auth that created the context: a call is valid for no other. */
  readonly runtime: Runtime;
  open(): AuthRequest;
  /**
   * For an error in the language of the caller, as far as it is known who is logged in; null for English as it ships. Keeps
   * the response out of caches if there are several languages.
   */
  texts(): Catalogue | null;
  /** To be called when the body has arrived: earlier decisions are no longer valid then. */
  afterBody(): Promise<void>;
}

/**
 * The call that a handle holds; undefined for anything that is not one of our handles, including a clone or a proxy of
 * one.
 */
let callOf: (handle: unknown) => OpenCall | undefined = () => undefined;

/**
 * A private field instead of a WeakMap: one is created in each request, and collecting the entries of a map costs more.
 */
class Handle {
  readonly #call: OpenCall;

  constructor(call: OpenCall) {
    this.#call = call;
  }

  [textsOfCall](): Catalogue | null {
    return this.#call.texts();
  }

  static {
    // Turns null and undefined into an empty object, and text into an object without a call.
    callOf = (handle) => {
      const given: object = Object(handle);
      return #call in given ? given.#call : undefined;
    };
  }
}

function handleOf(call: OpenCall): CallHandle {
  // The property exists only for the compiler: nobody else can construct such a handle.
  return Object.freeze(new Handle(call)) as unknown as CallHandle;
}

const NO_CONTEXT =
  "Latchkey found no `auth` in the tRPC context. Spread it where the context is created: createContext: async (opts) => ({ ...(await auth.createContext(opts)) })";

const CHANGED_CONTEXT =
  "Latchkey does not know the `auth` of this tRPC context: `auth` of the context must be handed on as it is, not cloned, proxied, replaced by a middleware or made by another copy of @latchkey/server. Where the context is made, write: createContext: async (opts) => ({ ...(await auth.createContext(opts)) })";

const OTHER_AUTH =
  "Latchkey finds the `auth` of another createAuth in the tRPC context: who is logged in there is nobody here. Where the context is made, spread that of the auth whose `authenticated` the procedure is built on: createContext: async (opts) => ({ ...(await auth.createContext(opts)) })";

/**
 * The call of a tRPC context.
 *
 * @param context as the app's middlewares have left it
 * @param runtime the auth that the call must belong to; null for any
 * @throws SetupError when it is missing, replaced, cloned, or belongs to another auth
 */
export function findCall(context: unknown, runtime: Runtime | null): OpenCall {
  const auth = memberOf(context, "auth");
  if (auth === undefined) throw new SetupError(NO_CONTEXT);
  const call = callOf(memberOf(auth, "call"));
  if (call === undefined) throw new SetupError(CHANGED_CONTEXT);
  if (runtime !== null && call.runtime !== runtime) throw new SetupError(OTHER_AUTH);
  return call;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

const NO_OPTIONS =
  "createContext got nothing of the adapter's. Hand on what the adapter passes, all of it: createContext: (opts) => auth.createContext(opts). For a caller of your own, without a request, write auth.createContext({})";

const MAX_USER_AGENT = 200;

/**
 * Creates the context of one HTTP request, or of one call where a connection carries many. Does no I/O.
 *
 * @throws SetupError for a call without the adapter's options
 */
export function createAuthContext<Data>(runtime: Runtime, adapter: AdapterOptions): { auth: AuthContext<Data> } {
  if (isOfNoAdapter(adapter)) {
    const mistake = new SetupError(NO_OPTIONS);
    // What `createContext` throws reaches no procedure, which would report it.
    runtime.reportError(mistake);
    throw mistake;
  }
  const exchange = createExchange(adapter);
  // Without a method it is not an adapter's request, but headers that the app collected for its own caller, which only
  // reads.
  if (exchange.lacksAnswer && adapter.req !== undefined && "method" in adapter.req) runtime.warn("answer", NO_ANSWER);
  const { trustedProxies, clientAddress: addressOf, clients } = runtime.options;
  warnOfProxies(runtime, exchange);
  const state = createRequestState(runtime.clock, exchange);
  const openedAt = runtime.clock();
  const addressFromApp = () =>
    // The app writes the function for its own adapter, whose request this is.
    adapter.req === undefined ? undefined : addressOf?.(adapter.req as AdapterRequest);
  const { tokens } = runtime;
  const key = requestKey(exchange, {
    dpop: tokens?.dpop ?? null,
    openedAt,
    // As above: the app's function is for its own adapter.
    url: () => tokens?.calledUrl(exchange.path, (adapter.req as AdapterRequest | undefined) ?? null) ?? "",
  });
  const language = languageFor(runtime, { exchange, request: adapter.req });
  const open = (): AuthRequest => {
    const { now, memo } = state.current();
    return {
      runtime,
      exchange,
      limits: NO_LIMITS,
      now,
      openedAt,
      key,
      language,
      memo,
      signal: null,
      client: clientKind(exchange, clients),
      ip: clientAddress({ exchange, trustedProxies, stated: addressFromApp() }),
      userAgent: singleLine(exchange.header("user-agent") ?? "", MAX_USER_AGENT),
    };
  };
  const texts = () => {
    if (runtime.texts === null) return null;
    // Caches do not distinguish languages.
    exchange.markPrivate();
    return runtime.texts.find(language.determined ?? language.requested());
  };
  const current = async () => {
    // Anything that is read while the body is still arriving may be out of date once it has arrived.
    await state.afterBody();
    const request = open();
    const current = await refusingAsProcedures(request, async () => {
      refuseForeignOrigin(request, "query");
      return currentSession(request);
    });
    if (current === null) return null;
    // `data` is what was stored, the output of `signup.fields`, or what the app's `viewUser` returned.
    const user = showUser(runtime.options, current.user, current.primaryEmail) as User<Data>;
    return { user, session: viewSession(request, current.session) };
  };
  if (exchange.isStream) markStream(open);
  if (exchange.staysOpen && tokens?.dpop) void proveOpening(open);
  return { auth: { current, call: handleOf({ runtime, open, texts, afterBody: state.afterBody }) } };
}

const NO_LANGUAGE: CallLanguage = { requested: () => null };

/** The language that a request asks for, determined at the first use. */
function languageFor(
  { texts }: Runtime,
  { exchange, request }: { exchange: HttpExchange; request: unknown },
): CallLanguage {
  if (texts === null) return NO_LANGUAGE;
  let language: string | null | undefined;
  return {
    requested() {
      if (language === undefined) language = texts.ofRequest(request, exchange.header("accept-language"));
      return language;
    },
  };
}

/**
 * A refusal is returned with its status, also by the app's procedures; tRPC wraps other errors in its own way. Those are
 * reported as in our procedures, and leave without what the failed statement contained: the app may log or return them.
 */
async function refusingAsProcedures<Result>(request: AuthRequest, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await noteRefusal(request, error);
    if (error instanceof AuthError) throw toTRPCError(error);
    const told = setupErrorOf(error) ?? withoutParameters(error);
    request.runtime.reportError(told);
    throw told;
  }
}

/**
 * Uses up the proof of a long-lived connection when it is opened, not with its first call, which may come at any time:
 * a copy of the proof could have been used by then.
 */
async function proveOpening(open: () => AuthRequest): Promise<void> {
  try {
    await presentedSession(open());
  } catch {
    // Each call on it is refused for the same reason, and returns it.
  }
}

/**
 * The headers of a stream are sent before the procedures read a session: a client that presents a token is assumed to
 * have one.
 */
function markStream(open: () => AuthRequest): void {
  try {
    const request = open();
    if (presentedSessionToken(request) !== null || presentedFlowToken(request) !== null) request.exchange.markPrivate();
  } catch {
    // A client that is not served: each of its calls is refused with the reason.
  }
}

/** An empty object means that there is no request; one with other content, that the request was left out. */
function isOfNoAdapter(adapter: AdapterOptions | undefined): boolean {
  if (typeof adapter !== "object" || adapter === null) return true;
  return (
    adapter.req === undefined &&
    Object.keys(adapter).some((name) => !["req", "res", "resHeaders", "info"].includes(name))
  );
}
