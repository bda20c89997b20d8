import { initTRPC, TRPCError } from "@trpc/server";
import type { AuthContext } from "./context.ts";
import { emitEvent } from "./engine/change.ts";
import { requireSession } from "./engine/current.ts";
import type { LimitPlan } from "./engine/limitPlan.ts";
import { takeLimits } from "./engine/limitPlan.ts";
import { refuseForeignOrigin } from "./engine/origin.ts";
import { assertGuarded, assertRecent } from "./engine/reauthentication.ts";
import type { AuthRequest } from "./engine/request.ts";
import { viewSession, viewUser } from "./engine/view.ts";
import { toTRPCError } from "./http/errorFormatter.ts";
import { AuthError } from "./lib/authError.ts";
import { SetupError } from "./lib/setupError.ts";
import type { SessionInfo, User } from "./wire/state.ts";

/** What every procedure of the router finds in its context: the app's own context holds it under `auth`. */
export interface ProcedureContext {
  auth: AuthContext;
}

const t = initTRPC.context<ProcedureContext>().create();
export const router = t.router;

const NO_CONTEXT =
  "Latchkey finds no `auth` in the tRPC context. Spread it where the context is made: createContext: async (opts) => ({ ...(await auth.createContext(opts)) })";

const NO_ADDRESS =
  'Latchkey counts calls by the address that they come from, and this adapter does not tell it. Say in the options of createAuth where it stands, for example `clientAddress: (req) => req.headers.get("cf-connecting-ip")`; behind proxies that append to x-forwarded-for say how many they are, for example `trustedProxies: 1`';

/** Any call: maps errors, refuses calls from origins that are not trusted, and opens the request. */
const anyCall = t.procedure.use(async ({ ctx, next, type }) => {
  const request = openRequest(ctx);
  try {
    refuseForeignOrigin(request, type);
  } catch (error) {
    throw toTRPCError(error);
  }
  if (request.runtime.rateLimits.countAddresses && request.ip === null && request.exchange.isRequest)
    throw setupFailure(NO_ADDRESS);
  return told(request, await next({ ctx: { request } }));
});

/** What is the same for everybody: caches may keep it, if the app says so. */
export const sharedProcedure = anyCall;

/** For anybody, logged in or not. */
export const publicProcedure = anyCall.use(({ ctx, next }) => {
  ctx.request.exchange.markPrivate();
  return next();
});

/** Only for somebody who is logged in. */
export const authenticatedProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { session: await requireSession(ctx.request) } }),
);

/** Only for somebody who gave a credential recently. */
export const recentProcedure = authenticatedProcedure.use(async ({ ctx, next }) => {
  await assertRecent(ctx.session, ctx.request);
  return next();
});

/** As {@link recentProcedure}, where the app did not switch the demand off (`account.reauthentication.required`). */
export const guardedProcedure = authenticatedProcedure.use(async ({ ctx, next }) => {
  await assertGuarded(ctx.session, ctx.request);
  return next();
});

/** Counts the call against its limits before its input is even looked at, so that malformed calls count as well. */
export function limited(plan: LimitPlan) {
  return t.middleware(async ({ ctx, next, getRawInput }) => {
    const request = openRequest(ctx);
    // A body that cannot be read is refused by the parser, after the call was counted.
    const rawInput = plan.key === undefined ? undefined : await getRawInput().catch(() => undefined);
    const taken = await takeLimits(request, plan, rawInput).catch((error: unknown) => {
      throw toTRPCError(error);
    });
    const result = await next();
    await taken.settle(result.ok ? null : codeOf(result.error));
    return result;
  });
}

/** For a call whose whole input may be left out: adapters cannot read the empty body that comes then, which is no fault. */
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

/** Hands `ctx.auth.user` and `ctx.auth.session` to the app's own procedures. */
export function authenticatedMiddleware<Data>() {
  return t.procedure.use(async ({ ctx, next, type }) => {
    const request = openRequest(ctx);
    try {
      refuseForeignOrigin(request, type);
      const read = await requireSession(request);
      // What `signup.fields` made of the input is what was stored, so `data` has its output type.
      const user = viewUser(read.user, read.primaryEmail) as User<Data>;
      const session: SessionInfo = viewSession(read.session);
      return next({ ctx: { auth: { ...ctx.auth, user, session } } });
    } catch (error) {
      throw toTRPCError(error);
    }
  });
}

/** As {@link authenticatedMiddleware}, and asks the client to reauthenticate when the last credential is too old. */
export function recentlyAuthenticatedMiddleware<Data>() {
  return authenticatedMiddleware<Data>().use(async ({ ctx, next }) => {
    const request = openRequest(ctx);
    try {
      await assertRecent(await requireSession(request), request);
    } catch (error) {
      throw toTRPCError(error);
    }
    return next();
  });
}

/** @throws SetupError when the app's context lacks ours */
function openRequest(ctx: Partial<ProcedureContext>): AuthRequest {
  if (typeof ctx?.auth?.open !== "function") throw setupFailure(NO_CONTEXT);
  try {
    return ctx.auth.open();
  } catch (error) {
    throw toTRPCError(error);
  }
}

function setupFailure(message: string): TRPCError {
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message, cause: new SetupError(message) });
}

interface Outcome {
  ok: boolean;
  error?: TRPCError;
}

/** Our errors become the caller's, by the error table; any other is reported and told as nothing. */
function told<Result extends Outcome>(request: AuthRequest, result: Result): Result {
  if (result.ok || result.error === undefined) return result;
  const error = toTRPCError(result.error.cause instanceof AuthError ? result.error.cause : result.error);
  if (error.code === "INTERNAL_SERVER_ERROR") {
    request.runtime.reportError(result.error.cause ?? result.error);
    emitEvent(request, { type: "error", userId: null });
  }
  throw error;
}

function codeOf(error: TRPCError): string {
  return error.cause instanceof AuthError ? error.cause.code : error.code;
}
