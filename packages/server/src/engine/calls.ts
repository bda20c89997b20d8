import type { AuthContext, CallHandle } from "../config/authContext.ts";
import type { AdapterRequest } from "../config/authOptions.ts";
import type { AdapterOptions } from "../http/adapters.ts";
import { createExchange } from "../http/adapters.ts";
import { clientKind } from "../http/client.ts";
import { clientAddress, namesForwardedAddress } from "../http/clientAddress.ts";
import { refuseForeignOrigin } from "../http/csrf.ts";
import { toTRPCError } from "../http/errorFormatter.ts";
import { singleLine } from "../lib/text.ts";
import type { User } from "../wire/state.ts";
import { currentSession, presentedFlowToken, presentedSessionToken } from "./current.ts";
import { NO_LIMITS } from "./limits/limits.ts";
import type { AuthRequest, RequestMemo, Runtime } from "./request.ts";
import { viewSession, viewUser } from "./view.ts";

/** One call, as Latchkey's own procedures see it. */
export interface OpenCall {
  open(): AuthRequest;
  /** The body of the request has come: what was judged before counts no more. */
  bodyArrived(): void;
}

const calls = new WeakMap<CallHandle, OpenCall>();

function handleOf(call: OpenCall): CallHandle {
  // The property is there for the compiler alone: nobody else can write such a handle.
  const handle = Object.freeze({}) as CallHandle;
  calls.set(handle, call);
  return handle;
}

/** @returns null for what is no handle of this copy of the package */
export function callOf(handle: CallHandle | undefined): OpenCall | null {
  return handle === undefined ? null : (calls.get(handle) ?? null);
}

const MAX_USER_AGENT = 200;

/** What the calls of one request share. */
interface Shared {
  now: Date;
  memo: RequestMemo;
}

/** Makes the context of one HTTP request, or of one call where a connection carries many. Does no I/O. */
export function createAuthContext<Data>(runtime: Runtime, adapter: AdapterOptions): { auth: AuthContext<Data> } {
  const exchange = createExchange(adapter);
  const { trustedProxies, clientAddress: addressOf, clients } = runtime.options;
  if (trustedProxies === 0 && addressOf === undefined && namesForwardedAddress(exchange)) runtime.warnOfProxy();
  const fresh = (): Shared => ({ now: runtime.clock(), memo: {} });
  let shared = fresh();
  let isComplete = !exchange.hasBody;
  const toldAddress = () =>
    // The app writes the function for its own adapter, whose request this is.
    adapter.req === undefined ? undefined : addressOf?.(adapter.req as AdapterRequest);
  const open = (): AuthRequest => ({
    runtime,
    exchange,
    limits: NO_LIMITS,
    // A socket outlives sessions: what one of its calls read says nothing about the next.
    ...(exchange.isLongLived ? fresh() : shared),
    client: clientKind(exchange, clients),
    ip: clientAddress({ exchange, trustedProxies, told: toldAddress() }),
    userAgent: singleLine(exchange.header("user-agent") ?? "", MAX_USER_AGENT),
  });
  const current = async () => {
    if (exchange.hasWholeBody()) bodyArrived();
    // What is read while the body is on its way says nothing about the time at which it has come.
    const request = isComplete ? open() : { ...open(), ...fresh() };
    try {
      refuseForeignOrigin(request, "query");
    } catch (error) {
      throw toTRPCError(error);
    }
    const current = await currentSession(request);
    if (current === null) return null;
    // What `signup.fields` made of the input is what was stored, so `data` has its output type.
    const user = viewUser(current.user, current.primaryEmail) as User<Data>;
    return { user, session: viewSession(current.session) };
  };
  const bodyArrived = () => {
    // The calls of a batch share one body, and what is read of the session after it.
    if (!isComplete) shared = fresh();
    isComplete = true;
  };
  if (exchange.isStream) markStream(open);
  return { auth: { current, call: handleOf({ open, bodyArrived }) } };
}

/** The headers of a stream leave before the procedures read a session: whoever shows a token is taken to have one. */
function markStream(open: () => AuthRequest): void {
  try {
    const request = open();
    if (presentedSessionToken(request) !== null || presentedFlowToken(request) !== null) request.exchange.markPrivate();
  } catch {
    // A client that is not served: each of its calls is refused, and says so.
  }
}
