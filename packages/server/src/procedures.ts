import { initTRPC, type ProcedureType, TRPCError } from "@trpc/server";
import { type AuthenticationRequirement, resolveRequirement } from "./config/assurance/requirement.ts";
import type { ProcedureContext } from "./config/authContext.ts";
import type { ReauthenticationArea } from "./config/options/reauthenticationOptions.ts";
import type { FoundSession } from "./db/sessions.ts";
import { assertGuarded, assertRecent } from "./engine/assurance/reauthentication.ts";
import { assertProved, stillProved } from "./engine/assurance/stepUp.ts";
import { noteRefusal } from "./engine/audit/refusals.ts";
import { codeOf, tracedCall } from "./engine/audit/tracedCall.ts";
import { findCall } from "./engine/calls.ts";
import { requireSession } from "./engine/current.ts";
import { assertClientAddress } from "./engine/limits/clientAddresses.ts";
import { openLimits } from "./engine/limits/limitPlan.ts";
import type { LimitPlan } from "./engine/limits/limits.ts";
import type { AuthRequest, Runtime } from "./engine/request.ts";
import { languageOf } from "./engine/sessions/language.ts";
import { endingWithSession, type Requirement } from "./engine/sessions/subscriptions.ts";
import { emitEvent } from "./engine/transaction.ts";
import { showUser, viewSession } from "./engine/view.ts";
import { refuseForeignOrigin } from "./http/csrf.ts";
import { toTRPCError } from "./http/errorFormatter.ts";
import { AuthError, FailedJourney } from "./lib/authError.ts";
import { ClosedRequest } from "./lib/closedRequest.ts";
import type { SessionInfo, User } from "./wire/state.ts";

const t = initTRPC.context<ProcedureContext>().create();
export const router = t.router;

/** Reading a body of this many bytes costs less than reading a session. */
const SMALL_BODY = 65_536;
/** Milliseconds within which the body of a normal call has arrived. */
const PROMPT = 50;

/** What is known of a call before its input. */
interface Call {
  ctx: Partial<ProcedureContext>;
  /** The auth that the call must belong to; null for any: the context then determines it. */
  runtime: Runtime | null;
  type: ProcedureType;
  getRawInput(): Promise<unknown>;
}

/**
 * Checks a call before its body is read, where that may take long, and again once the body has arrived: with a new time
 * and a new read. Node allows minutes between the two, in which the session may end.
 *
 * A small body that arrives immediately is read first, so that the session is read once.
 */
async function judged<Found>(
  call: Call,
  judge: (request: AuthRequest) => Promise<Found>,
): Promise<[AuthRequest, Found]> {
  const early = openRequest(call);
  try {
    assertClientAddress(early);
    refuseForeignOrigin(early, call.type);
    if (!early.exchange.hasBody) return [early, await judge(early)];
    const length = Number(early.exchange.header("content-length") ?? Number.NaN);
    const body = length <= SMALL_BODY ? readBody(call) : null;
    if (body === null || !(await isPrompt(body))) await judge(early);
    await (body ?? readBody(call));
    await findCall(call.ctx, call.runtime).afterBody();
    const request = openRequest(call);
    return [request, await judge(request)];
  } catch (error) {
    if (early.runtime.texts !== null) await languageOf(openRequest(call));
    await noteRefusal(openRequest(call), error);
    throw reported(error, early.runtime.reportError);
  }
}

/** The caller's error; details that are hidden from the caller are reported. */
function reported(error: unknown, report: (error: unknown) => void): TRPCError {
  const failure = toTRPCError(error);
  if (failure.code === "INTERNAL_SERVER_ERROR") report(failure.cause ?? failure);
  return failure;
}

/** Resolves when the body has arrived; the input parser reports what is wrong with it. */
function readBody({ getRawInput }: Call): Promise<void> {
  return getRawInput().then(
    () => {},
    () => {},
  );
}

async function isPrompt(body: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PROMPT);
  });
  return Promise.race([body.then(() => true), late]).finally(() => clearTimeout(timer));
}

/**
 * A procedure for callers that `judge` accepts: maps errors, refuses foreign origins, and opens the request.
 *
 * @param isShared whether its response is the same for everybody, so that caches may keep it if the app allows it
 */
function procedureFor<Found extends object>(judge: (request: AuthRequest) => Promise<Found>, isShared = false) {
  return t.procedure.use(({ ctx, next, path, type, getRawInput, signal = null }) => {
    const runtime = null;
    const opened = openRequest({ ctx, runtime });
    if (!isShared) opened.exchange.markPrivate();
    return tracedCall(opened, path, async () => {
      const [request, found] = await judged({ ctx, runtime, type, getRawInput }, judge);
      const result = await next({ ctx: { request: { ...request, signal }, ...found } });
      if (!result.ok) {
        await languageOf(request);
        await noteRefusal(request, result.error.cause);
      }
      return toOutcome(request, result);
    });
  });
}

/** For responses that are the same for everybody. */
export const sharedProcedure = procedureFor(async () => ({}), true);

/** For anyone, logged in or not. */
export const publicProcedure = procedureFor(async () => ({}));

/** Only for logged-in users. */
export const authenticatedProcedure = procedureFor(async (request) => ({ session: await requireSession(request) }));

/** Only for users who gave a credential recently. */
export const recentProcedure = procedureFor(async (request) => {
  const session = await requireSession(request);
  await assertRecent(session, request);
  return { session };
});

/** As {@link recentProcedure}, unless the app requires no recent authentication in this area. */
export function guardedProcedure(area: ReauthenticationArea) {
  return procedureFor(async (request) => {
    const session = await requireSession(request);
    await assertGuarded(session, request, area);
    return { session };
  });
}

/**
 * Counts the call against its limits before its input is parsed, so that malformed calls count as well; limits by an
 * identifier are counted by the use case, where it looks the identifier up.
 */
export function limited(plan: LimitPlan) {
  return t.middleware(async ({ ctx, next, signal = null }) => {
    const request = { ...openRequest({ ctx, runtime: null }), signal };
    const limits = openLimits(request, plan);
    const count = (counted: Promise<void>) =>
      counted.catch((error: unknown) => {
        throw toTRPCError(error);
      });
    try {
      if (!plan.isKeyed) await count(limits.take({}));
      const result = await next({ ctx: { request: { ...request, limits } } });
      await count(limits.takeVolume());
      await limits.settle(result.ok ? null : codeOf(result.error));
      return result;
    } finally {
      limits.release();
    }
  });
}

/** For calls with a password or code of the app's own, which with `social.only` nobody has: refused before they count. */
export const withOwnCredentials = t.middleware(({ ctx, next }) => {
  const { only } = openRequest({ ctx, runtime: null }).runtime.options.social;
  if (only) throw toTRPCError(new AuthError("social_only"));
  return next();
});

/**
 * For a call whose whole input is optional: adapters cannot parse the empty body that is sent then, which is no error.
 */
export const withOptionalInput = t.middleware(({ next, getRawInput }) =>
  next({
    getRawInput: () =>
      getRawInput().catch((error: unknown) => {
        if (isEmptyBody(error)) return undefined;
        throw error;
      }),
  }),
);

function isEmptyBody(error: unknown): boolean {
  const cause = error instanceof TRPCError ? error.cause : error;
  return cause instanceof Error && cause.message === "Unexpected end of JSON input";
}

/** Adds `ctx.auth.user` and `ctx.auth.session` for the app's own procedures; accepts only contexts of this auth. */
export function authenticatedMiddleware<Data>(runtime: Runtime) {
  return guardedMiddleware<Data>(runtime, requireSession);
}

/** As {@link authenticatedMiddleware}, and asks the client to reauthenticate when the last credential is too old. */
export function recentlyAuthenticatedMiddleware<Data>(runtime: Runtime) {
  return guardedMiddleware<Data>(runtime, async (request) => {
    const current = await requireSession(request);
    await assertRecent(current, request);
    return current;
  });
}

/** As {@link authenticatedMiddleware}, for sessions that have proved what the app requires. */
export function requiringMiddleware<Data>(runtime: Runtime, given: AuthenticationRequirement) {
  const required = resolveRequirement(given, runtime.options);
  const judge = async (request: AuthRequest) => {
    const current = await requireSession(request);
    await assertProved(current, request, required);
    return current;
  };
  return guardedMiddleware<Data>(runtime, judge, {
    judge: (request, current) => stillProved(current, request, required),
    explain: (request, current) => assertProved(current, request, { ...required, within: undefined }),
  });
}

/** @param requirement of what goes on after it was begun; null where a session suffices */
function guardedMiddleware<Data>(
  runtime: Runtime,
  judge: (request: AuthRequest) => Promise<FoundSession>,
  requirement: Requirement | null = null,
) {
  return t.procedure.use(async ({ ctx, next, type, getRawInput }) => {
    const [request, current] = await judged({ ctx, runtime, type, getRawInput }, judge);
    // `data` is what was stored, the output of `signup.fields`, or what the app's `viewUser` returned.
    const user = showUser(runtime.options, current.user, current.primaryEmail) as User<Data>;
    const session: SessionInfo = viewSession(request, current.session);
    const passed = { ctx: { auth: { ...ctx.auth, user, session } } };
    const guardedInput = async () => {
      const input = await getRawInput();
      return input instanceof ReadableStream ? guardedStream({ ctx, runtime }, input, judge) : input;
    };
    // Errors of the app's own procedures, such as those about their input, are in the user's language as well.
    if (runtime.texts !== null) await languageOf(request);
    const result = await next(request.exchange.hasBody ? withInput(passed, guardedInput) : passed);
    return type === "subscription" ? endingWithSession(request, { current, requirement, result }) : result;
  });
}

/** What a middleware passes on, with its own input as well: tRPC's types allow only one of them, and a second middleware costs time. */
function withInput<Passed extends object>(passed: Passed, getRawInput: () => Promise<unknown>): Passed {
  return { ...passed, getRawInput };
}

/**
 * A streamed upload is checked once more when its last byte has arrived: the app never sees the end of a refused one.
 */
function guardedStream(
  call: Pick<Call, "ctx" | "runtime">,
  stream: ReadableStream,
  judge: (request: AuthRequest) => Promise<unknown>,
): ReadableStream {
  const flush = async () => {
    const { runtime, ...request } = openRequest(call);
    await judge({ ...request, runtime, now: runtime.clock(), memo: {} }).catch((error: unknown) => {
      throw toTRPCError(error);
    });
  };
  return stream.pipeThrough(new TransformStream({ flush }));
}

/** @throws SetupError when our context is missing, was changed, or belongs to another auth */
function openRequest({ ctx, runtime }: Pick<Call, "ctx" | "runtime">): AuthRequest {
  try {
    return findCall(ctx, runtime).open();
  } catch (error) {
    throw reported(error, runtime?.reportError ?? logged);
  }
}

/** Used where no context tells which `onError` applies. */
function logged(error: unknown): void {
  console.error("[latchkey]", error);
}

interface Outcome {
  ok: boolean;
  error?: TRPCError;
}

/** Our errors become the caller's, by the error table; any other is reported, and its details are not returned. */
function toOutcome<Result extends Outcome>(request: AuthRequest, result: Result): Result {
  if (result.ok || result.error === undefined) return result;
  const { cause } = result.error;
  const error = toTRPCError(cause instanceof AuthError || cause instanceof ClosedRequest ? cause : result.error);
  if (error.code === "INTERNAL_SERVER_ERROR") {
    request.runtime.reportError(cause instanceof FailedJourney ? cause.cause : (cause ?? result.error));
    emitEvent(request, { type: "error", userId: null });
  }
  throw error;
}
