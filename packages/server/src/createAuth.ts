import type { z } from "zod";
import { accountRouter } from "./account/router.ts";
import { createRuntime } from "./assembly/createRuntime.ts";
import { createServerCalls } from "./assembly/serverCalls.ts";
import { createStoredEvents } from "./assembly/storedEvents.ts";
import type { RequestSource } from "./config/adapterRequest.ts";
import type { AuthenticationRequirement } from "./config/assurance/requirement.ts";
import type { AuthContext, AuthenticatedProcedure } from "./config/authContext.ts";
import type { AuthOptions } from "./config/authOptions.ts";
import type { CustomClaims, NoClaims } from "./config/customClaims.ts";
import type { Internals } from "./config/internals.ts";
import type { LoginStage } from "./config/options/loginStage.ts";
import type { JwtOptions } from "./config/options/tokenOptions.ts";
import type { ResolvedOptions } from "./config/options.ts";
import { resolveOptions } from "./config/resolveOptions.ts";
import type { ServerCalls, StoredEvents } from "./config/serverCalls.ts";
import type { AppTypes, JsonSafe, NoFields, OwnOptions, SignupFields } from "./config/signupFields.ts";
import type { PostgresDatabase, TransactionOf } from "./db/postgresDatabase.ts";
import { createAuthContext } from "./engine/calls.ts";
import { createMaintenance } from "./engine/maintenance/maintenance.ts";
import { answerTokenMetadata } from "./engine/tokens/metadata.ts";
import type { AdapterOptions } from "./http/adapters.ts";
import { setupErrorOf } from "./http/errorFormatter.ts";
import { redactInput } from "./http/redactInput.ts";
import { AuthError } from "./lib/authError.ts";
import { withoutParameters } from "./lib/withoutParameters.ts";
import { answerPasskeyDocuments } from "./mfa/passkeyDocuments.ts";
import { mfaRouter } from "./mfa/router.ts";
import { reportUnfinishedLogins } from "./mfa/unfinishedLogin.ts";
import { authenticatedMiddleware, recentlyAuthenticatedMiddleware, requiringMiddleware, router } from "./procedures.ts";
import { sessionRouter } from "./session/router.ts";
import { answerFormPost } from "./social/http/formPost.ts";
import { answerServerCallback } from "./social/http/serverCallback.ts";
import { socialRouter } from "./social/router.ts";

/**
 * The router to mount, under any key: it matches the table of `wire/procedures.ts`, or `routerTable.ts` does not
 * compile.
 */
export function createAuthRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  return router({
    account: accountRouter<Fields>(options),
    social: socialRouter<Fields>(options),
    mfa: mfaRouter<Fields>(options),
    session: sessionRouter<Fields>(),
  });
}

/** The type of `auth.authRouter`. */
export type AuthRouter<Fields extends SignupFields = SignupFields> = ReturnType<typeof createAuthRouter<Fields>>;

/** The result of `createAuth`. */
export interface Auth<Fields extends SignupFields = SignupFields, Claims extends CustomClaims = NoClaims>
  extends ServerCalls<Fields, Claims> {
  /** The stored events (`audit`). */
  readonly events: StoredEvents;
  /** Mount it in the app's router, under any key. */
  readonly authRouter: AuthRouter<Fields>;
  /**
   * Adds `auth` to the tRPC context. Accepts the options any adapter passes to `createContext`; does no I/O, except for
   * long-lived connections with a proof of a key (`dpop`), which uses the proof up.
   */
  createContext(options: AdapterOptions): Promise<{ auth: AuthContext<Fields["data"]> }>;
  /** `t.procedure.concat(auth.authenticated)`: only for logged-in users; sets `ctx.auth.user` and `ctx.auth.session`. */
  readonly authenticated: AuthenticatedProcedure<Fields["data"]>;
  /** Like `authenticated`, but asks the client to reauthenticate if the last authentication is not recent. */
  readonly recentlyAuthenticated: AuthenticatedProcedure<Fields["data"]>;
  /**
   * Like `authenticated`, for users who have proved more: `t.procedure.concat(auth.requires({ level: 2, within: 300 }))`
   * asks the client for the second factor, unless it was given in the last five minutes. A subscription ends with
   * its session, and with `reauthentication_required` when the session no longer has this level; `within` is judged when it
   * is opened.
   *
   * @throws SetupError for a requirement that nobody could meet
   */
  requires(requirement: AuthenticationRequirement): AuthenticatedProcedure<Fields["data"]>;
  /** The input of a call without its secrets, for loggers. */
  redactInput(path: string, input: unknown): unknown;
  /**
   * Handles the plain HTTP endpoints that are not tRPC procedures; null for any other request. They are where providers such
   * as Apple post their response (`account.urls.providerFormPost`), which it forwards to the front end; with
   * `social.serverCallback`, where providers return browsers to (`account.urls.providerServerCallback`); and, with
   * `session.tokens: jwt()`, the keys that verify access tokens (`/.well-known/jwks.json`) and the discovery documents; with
   * the options of `mfa.webauthn`, the documents about passkeys (`/.well-known/webauthn`, `/.well-known/passkey-endpoints`).
   */
  handler(request: Request, from?: RequestSource): Promise<Response | null>;
  /** Removes expired rows, in limited batches. Also runs automatically from time to time. @returns how many were removed */
  cleanUp(): Promise<number>;
  /** Sends the messages that are due. Also runs automatically. @returns how many were due */
  deliverMessages(): Promise<number>;
  /** Waits for messages being sent and stops the timers. Call it before the process or a test ends. */
  close(): Promise<void>;
}

/**
 * Creates the authentication of an app: the router to mount, the context to spread, and calls for your own server code.
 *
 * @throws SetupError naming the invalid option and what is expected
 */
export function createAuth<
  Shape extends z.ZodObject = NoFields,
  Db extends PostgresDatabase = PostgresDatabase,
  Claims extends CustomClaims = NoClaims,
  const Stages extends readonly LoginStage[] = readonly [],
  View extends Record<string, unknown> = never,
>(
  options: AuthOptions<Shape, NoInfer<TransactionOf<Db>>> & {
    database: Db;
    session?: { tokens?: "session" | JwtOptions<Claims> };
  } & OwnOptions<Shape, Stages, View> &
    JsonSafe<View>,
  internals: Internals = {},
): Auth<AppTypes<Shape, View, Stages>, Claims> {
  type Types = AppTypes<Shape, View, Stages>;
  // The transactions that hooks receive are those of the app's own database.
  const runtime = createRuntime(resolveOptions(options as AuthOptions<Shape>), internals);
  const { timers = true } = internals;
  const maintenance = createMaintenance(runtime, () => reportUnfinishedLogins(runtime));
  return {
    ...tellingMistakes(createServerCalls<Types, Claims>(runtime)),
    events: tellingMistakes(createStoredEvents(runtime)),
    authRouter: createAuthRouter<Types>(runtime.options),
    createContext: async (adapter) => {
      if (timers) maintenance.start();
      return createAuthContext(runtime, adapter);
    },
    authenticated: authenticatedMiddleware<Types["data"]>(runtime),
    requires: (requirement) => requiringMiddleware<Types["data"]>(runtime, requirement),
    recentlyAuthenticated: recentlyAuthenticatedMiddleware<Types["data"]>(runtime),
    redactInput,
    ...tellingMistakes({
      handler: async (request: Request, from: RequestSource = {}) =>
        (await answerFormPost(runtime, request)) ??
        (await answerServerCallback(runtime, request, from)) ??
        answerPasskeyDocuments(runtime.options, request) ??
        answerTokenMetadata(runtime.tokens, request),
      cleanUp: maintenance.cleanUp,
      deliverMessages: maintenance.deliver,
    }),
    async close() {
      maintenance.stop();
      await runtime.stopReading();
      await runtime.outbox.settled();
      await runtime.audit?.settled();
    },
  };
}

/**
 * The same calls; if they fail because of a wrong set-up, the error explains what to do, and none contains the values of
 * a failed statement.
 */
function tellingMistakes<Calls extends object>(calls: Calls): Calls {
  const telling = Object.entries(calls).map(([name, call]: [string, (...given: unknown[]) => Promise<unknown>]) => [
    name,
    (...given: unknown[]) =>
      call(...given).catch((error: unknown) => {
        throw setupErrorOf(error) ?? (error instanceof AuthError ? error : withoutParameters(error));
      }),
  ]);
  // Each under its name, with its input and output.
  return Object.fromEntries(telling) as Calls;
}
