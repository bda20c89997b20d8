import type { z } from "zod";
import { accountRouter } from "./account/router.ts";
import type { AuthContext, AuthenticatedProcedure } from "./config/authContext.ts";
import type { AuthOptions } from "./config/authOptions.ts";
import type { ResolvedOptions } from "./config/options.ts";
import { rateLimitTable } from "./config/rateLimits.ts";
import { resolveOptions } from "./config/resolveOptions.ts";
import type { ServerCalls } from "./config/serverCalls.ts";
import type { NoFields, SignupFields, SignupFieldsOf } from "./config/signupFields.ts";
import { listenForLostConnections } from "./db/lostConnections.ts";
import type { PostgresDatabase, TransactionOf } from "./db/postgresDatabase.ts";
import { databaseRateLimitStore } from "./db/rateLimits.ts";
import { canListen } from "./db/sessionCache/bell.ts";
import { recordChanges } from "./db/sessionCache/changes.ts";
import { createSessionCache } from "./db/sessionCache/sessionCache.ts";
import { createSessionReader } from "./db/sessions.ts";
import { createAuthContext } from "./engine/calls.ts";
import { createRateLimits } from "./engine/limits/rateLimit.ts";
import { createMaintenance } from "./engine/maintenance.ts";
import type { Runtime } from "./engine/request.ts";
import { createSessionWatch } from "./engine/sessions/watchSessions.ts";
import { createAppTokens } from "./engine/tokens/appTokens.ts";
import { answerTokenMetadata } from "./engine/tokens/metadata.ts";
import type { AdapterOptions } from "./http/adapters.ts";
import { createCookieJar } from "./http/cookies.ts";
import { setupErrorOf } from "./http/errorFormatter.ts";
import { redactInput } from "./http/redactInput.ts";
import { createPasswords } from "./identity/passwords/passwords.ts";
import { AuthError } from "./lib/authError.ts";
import { createSecrets } from "./lib/secrets.ts";
import { SetupError } from "./lib/setupError.ts";
import { withoutParameters } from "./lib/withoutParameters.ts";
import { createOutbox } from "./messages/outbox.ts";
import { renderMail } from "./messages/renderMail.ts";
import { renderSms } from "./messages/renderSms.ts";
import { mfaRouter } from "./mfa/router.ts";
import { createProviderHttp } from "./oauth/http/providerHttp.ts";
import { systemStopwatch } from "./ports/clock.ts";
import { isProduction } from "./ports/environment.ts";
import { bcrypt } from "./ports/passwordHasher/bcrypt.ts";
import { type Random, systemRandom } from "./ports/random.ts";
import { createWarnings } from "./ports/warnings.ts";
import { authenticatedMiddleware, recentlyAuthenticatedMiddleware, router } from "./procedures.ts";
import { createServerCalls } from "./serverCalls.ts";
import { sessionRouter } from "./session/router.ts";
import { answerFormPost } from "./social/formPost.ts";
import { socialRouter } from "./social/router.ts";
import { steps } from "./stages.ts";

/** The router to mount, under any key: what the table of `wire/procedures.ts` says, or `routerTable.ts` does not compile. */
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
export interface Auth<Fields extends SignupFields = SignupFields> extends ServerCalls<Fields> {
  /** Mount it in the app's router, under any key. */
  readonly authRouter: AuthRouter<Fields>;
  /** Adds `auth` to the tRPC context. Accepts the options any adapter passes to `createContext`; does no I/O. */
  createContext(options: AdapterOptions): Promise<{ auth: AuthContext<Fields["data"]> }>;
  /** `t.procedure.concat(auth.authenticated)`: only for logged-in users; sets `ctx.auth.user` and `ctx.auth.session`. */
  readonly authenticated: AuthenticatedProcedure<Fields["data"]>;
  /** Like `authenticated`, but asks the client to reauthenticate if the last authentication is not recent. */
  readonly recentlyAuthenticated: AuthenticatedProcedure<Fields["data"]>;
  /** The input of a call without its secrets, for loggers. */
  redactInput(path: string, input: unknown): unknown;
  /**
   * Handles the plain HTTP endpoints that are not tRPC procedures; null for any other request. They are where providers such
   * as Apple post their response (`account.urls.providerFormPost`), which it forwards to the front end, and, with
   * `session.tokens: jwt()`, the keys that verify access tokens (`/.well-known/jwks.json`) and the discovery documents.
   */
  handler(request: Request): Promise<Response | null>;
  /** Removes expired rows, in limited batches. Also runs automatically from time to time. @returns how many were removed */
  cleanUp(): Promise<number>;
  /** Sends the messages that are due. Also runs automatically. @returns how many were due */
  deliverMessages(): Promise<number>;
  /** Waits for messages being sent and stops the timers. Call it before the process or a test ends. */
  close(): Promise<void>;
}

/** Replaces what no option does; for the test kit alone. */
export interface Internals {
  random?: Random;
  /** How many passwords are hashed at once [a core fewer than there are]. */
  concurrentHashes?: number;
}

/**
 * Creates the authentication of an app: the router to mount, the context to spread, and calls for your own server code.
 *
 * @throws SetupError naming the invalid option and what is expected
 */
export function createAuth<Shape extends z.ZodObject = NoFields, Db extends PostgresDatabase = PostgresDatabase>(
  options: AuthOptions<Shape, NoInfer<TransactionOf<Db>>> & { database: Db },
  internals: Internals = {},
): Auth<SignupFieldsOf<Shape>> {
  // The transactions that hooks are given are those of the app's own database.
  const runtime = createRuntime(resolveOptions(options as AuthOptions<Shape>), internals);
  const maintenance = createMaintenance(runtime);
  return {
    ...tellingMistakes(createServerCalls<SignupFieldsOf<Shape>>(runtime)),
    authRouter: createAuthRouter<SignupFieldsOf<Shape>>(runtime.options),
    createContext: async (adapter) => {
      maintenance.start();
      return createAuthContext(runtime, adapter);
    },
    authenticated: authenticatedMiddleware<z.output<Shape>>(runtime),
    recentlyAuthenticated: recentlyAuthenticatedMiddleware<z.output<Shape>>(runtime),
    redactInput,
    handler: async (request) =>
      (await answerFormPost(runtime.options, request)) ?? answerTokenMetadata(runtime.tokens, request),
    cleanUp: maintenance.cleanUp,
    deliverMessages: runtime.outbox.sweep,
    async close() {
      maintenance.stop();
      await runtime.stopReading();
      await runtime.outbox.settled();
    },
  };
}

function createRuntime(options: ResolvedOptions, { random = systemRandom, concurrentHashes }: Internals): Runtime {
  const { account, clock, database, mail, sms, background } = options;
  const secrets = createSecrets(options.secret, random.bytes);
  const onError = options.onError ?? ((error: unknown) => console.error("[latchkey]", error));
  const reportError = withoutThrowing((error: unknown) => onError(setupErrorOf(error) ?? withoutParameters(error)));
  const warn = createWarnings(clock);
  listenForLostConnections(database, reportError);
  if (isProduction() && isPublicHttp(options.origin)) warn("http", HTTP_ORIGIN);
  const emit = withoutThrowing(options.onEvent ?? (() => {}));
  return Object.freeze({
    options,
    database,
    clock,
    random,
    secrets,
    steps,
    emit,
    reportError,
    passwords: createPasswords({
      ...account.password,
      hasher: account.password.hasher ?? bcrypt(),
      concurrency: concurrentHashes,
      onError: reportError,
    }),
    rateLimits: createRateLimits({
      table: rateLimitTable(options.rateLimits),
      store: options.rateLimitStore ?? databaseRateLimitStore(database),
      secrets,
      onStoreFailure: () => emit({ type: "rate_limit_store_failed", at: clock(), userId: null }),
    }),
    outbox: createOutbox({
      database,
      secrets,
      clock,
      random,
      mail,
      sms,
      background,
      render: { mail: (message) => renderMail(message, options.mails, options.mailStyle), sms: renderSms },
      onFailure({ template, error, isFinal }) {
        reportError(error);
        emit({
          type: "message_failed",
          at: clock(),
          userId: null,
          detail: isFinal ? `${template}, given up` : template,
        });
      },
    }),
    providerHttp: options.social.http ?? createProviderHttp({ clock }),
    cookies: createCookieJar({ origin: options.origin, ...options.session.cookie }),
    tokens: createAppTokens(options, { secrets, random, onError: reportError }),
    ...sessionReading(options, { random, reportError, emit }),
    warn,
  });
}

/** Sessions are read from the database, or remembered where the app wants that; what is open for them is told of their end. */
function sessionReading(
  { database, session, clock }: ResolvedOptions,
  { random, reportError, emit }: { random: Random; reportError(error: unknown): void; emit: Runtime["emit"] },
): Pick<Runtime, "readSession" | "rereadSession" | "accountChanges" | "watchSession" | "stopReading"> {
  const read = createSessionReader(database);
  const watch = createSessionWatch({ database, clock, idleTimeout: session.idleTimeout, onError: reportError });
  if (session.cache !== false && session.cache.listen && !canListen(database))
    throw new SetupError("session.cache.listen: the driver of `database` cannot listen; remove the option");
  const cache =
    session.cache === false
      ? null
      : createSessionCache({
          database,
          read,
          options: { ...session.cache, idleTimeout: session.idleTimeout },
          stopwatch: systemStopwatch,
          id: random.uuid(),
          onChange: watch.changed,
          onError: reportError,
          onDeaf(error) {
            reportError(error);
            emit({ type: "session_cache_failed", at: clock(), userId: null });
          },
        });
  return {
    readSession: cache?.read ?? read,
    rereadSession: cache?.readAnew ?? null,
    watchSession: watch.watch,
    accountChanges: {
      isTold: cache !== null,
      record: cache === null ? async () => {} : recordChanges,
      done(userIds) {
        if (userIds.length === 0) return;
        cache?.changed(userIds);
        watch.changed(userIds);
      },
    },
    async stopReading() {
      watch.stop();
      await cache?.stop();
    },
  };
}

/** The same calls; where they fail since the set-up is wrong, the error says what to do. */
function tellingMistakes<Calls extends object>(calls: Calls): Calls {
  const telling = Object.entries(calls).map(([name, call]: [string, (...given: unknown[]) => Promise<unknown>]) => [
    name,
    (...given: unknown[]) =>
      call(...given).catch((error: unknown) => {
        throw setupErrorOf(error) ?? (error instanceof AuthError ? error : withoutParameters(error));
      }),
  ]);
  // Each under its name, with what it takes and gives.
  return Object.fromEntries(telling) as Calls;
}

const HTTP_ORIGIN =
  'origin is http:// in production: cookies are sent without Secure, whoever listens on the network can take a session, and browsers offer no passkeys. In createAuth, write the address that visitors see, such as `origin: "https://app.acme.com"`; a proxy in front may still speak http to this process';

/** Without TLS, and not on this machine alone. */
function isPublicHttp(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === "http:" && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** What the app's own listener throws must not undo what it is told of; what it rejects must not end the process. */
function withoutThrowing<Value>(listener: (value: Value) => unknown): (value: Value) => void {
  const report = (error: unknown) => console.error("[latchkey] a listener threw", withoutParameters(error));
  // Async, so that what it throws and what it rejects end in one place; it still begins at once.
  const call = async (value: Value) => listener(value);
  return (value) => void call(value).catch(report);
}
