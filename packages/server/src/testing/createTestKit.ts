import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { z } from "zod";
import type { AuthOptions } from "../config/authOptions.ts";
import type { NoClaims } from "../config/customClaims.ts";
import type { AuthEvent } from "../config/events.ts";
import type { LoginStage } from "../config/options/loginStage.ts";
import type { NewUser } from "../config/serverCalls.ts";
import type { AppTypes, JsonSafe, NoFields, OwnOptions, SignupFields } from "../config/signupFields.ts";
import { type Auth, createAuth } from "../createAuth.ts";
import type { Database } from "../db/database.ts";
import { openDatabase, type PostgresDatabase } from "../db/postgresDatabase.ts";
import { createSessionReader } from "../db/sessionReader.ts";
import { findSessionsOf, updateSession } from "../db/sessions.ts";
import { authErrorFormatter } from "../http/errorFormatter.ts";
import { hashToken } from "../lib/token.ts";
import { encodeTotpSecret, TOTP_SECRET_BYTES, totpCode } from "../lib/totp.ts";
import { bcrypt } from "../ports/passwordHasher/bcrypt.ts";
import { systemRandom } from "../ports/random.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { User } from "../wire/state.ts";
import { type TestClock, testClock } from "./clock.ts";
import { memoryDatabase } from "./memoryDatabase.ts";
import { type TestOutbox, testOutbox } from "./outbox.ts";
import { type Handler, type TestClient, testClient } from "./testClient.ts";
import {
  createVirtualAuthenticator,
  type VirtualAuthenticator,
  type VirtualAuthenticatorOptions,
} from "./virtualAuthenticator.ts";

/** Options of the auth under test; the defaults suit most tests. */
export type TestKitOptions<Shape extends z.ZodObject> = Partial<Omit<AuthOptions<Shape>, "stages" | "viewUser">>;

/** The options of a test user besides those that an app can set. */
export interface NewTestUser<Data> extends NewUser<Data> {
  /** Whether it has an authenticator app; see `totp()` of the kit [false]. */
  totp?: boolean;
  recoveryCodes?: readonly string[];
}

/** A user with their initial password. */
export interface TestUser<Data> extends User<Data> {
  email: string;
  password: string;
  /** Base32; unused without an authenticator app. */
  totpSecret: string;
}

/** An auth on a database, with its clock, its outbox and clients that call the mounted router. */
export interface TestKit<Shape extends z.ZodObject, Types extends SignupFields = AppTypes<Shape>>
  extends AsyncDisposable {
  readonly auth: Auth<Types>;
  readonly database: Database;
  readonly clock: TestClock;
  readonly outbox: TestOutbox;
  readonly events: AuthEvent[];
  /** The errors whose details were hidden from clients. */
  readonly errors: unknown[];
  readonly origin: string;
  /** Handles requests under /trpc, where the router is mounted as `auth`. */
  readonly handler: Handler;
  /** A client with cookies or tokens of its own. @param from its address [192.0.2.1] */
  client(kind: ClientKind, from?: { ip?: string }): TestClient<Types>;
  /** A user with a verified address and a password, unless said otherwise. */
  createUser(user?: NewTestUser<z.output<Shape>>): Promise<TestUser<z.output<Shape>>>;
  /** A client that is logged in as the user, as if a credential had just been given. */
  clientOf(user: { id: string }, kind: ClientKind): Promise<TestClient<Types>>;
  /** What an authenticator app shows at the kit's time, or `steps` later. It works once: advance the clock for another. */
  totp(app: { totpSecret: string } | { secret: string }, steps?: number): Promise<string>;
  /** A passkey or security key, used on the kit's origin. */
  authenticator(options?: Partial<VirtualAuthenticatorOptions>): VirtualAuthenticator;
  /** Ids of the user's sessions, the newest first. */
  sessionsOf(user: { id: string }): Promise<string[]>;
  /** Waits until every message in progress has arrived in the outbox. */
  delivered(): Promise<TestOutbox>;
}

/** The same on every machine: what a test does while one password is being hashed may hash another. */
const CONCURRENT_HASHES = 3;
const ORIGIN = "http://localhost:5173";
const SECRET = "a secret of at least thirty-two characters";
export const TEST_PASSWORD = "correct horse battery";

/**
 * Creates an auth for a test: PGlite in memory unless a database is given, a clock that stands still, mail and text
 * messages kept in arrays, and bcrypt at its lowest cost. Nothing happens by itself: call `auth.cleanUp()` and
 * `auth.deliverMessages()` where a running app would get to it by timers.
 */
export async function createTestKit<
  Shape extends z.ZodObject = NoFields,
  const Stages extends readonly LoginStage[] = readonly [],
  View extends Record<string, unknown> = never,
>(
  options: TestKitOptions<Shape> & OwnOptions<Shape, Stages, View> = {},
): Promise<TestKit<Shape, AppTypes<Shape, View, Stages>>> {
  type Types = AppTypes<Shape, View, Stages>;
  const clock = testClock();
  const outbox = testOutbox();
  const events: AuthEvent[] = [];
  const errors: unknown[] = [];
  const { account, database: given, stages, viewUser, ...others } = options;
  const memory = given === undefined ? await memoryDatabase() : null;
  const database = openDatabase(given ?? memory?.database);
  const auth = createAuth<Shape, PostgresDatabase, NoClaims, Stages, View>(
    {
      database,
      secret: SECRET,
      appName: "Acme",
      origin: ORIGIN,
      trustedProxies: 1,
      clock: clock.now,
      mail: outbox.mail,
      sms: outbox.sms,
      onEvent: (event) => void events.push(event),
      onError: (error) => void errors.push(error),
      ...others,
      ...(stages === undefined ? {} : { stages }),
      // A view that JSON cannot carry is refused when it is made.
      ...((viewUser === undefined ? {} : { viewUser }) as object & JsonSafe<View>),
      account: { ...account, password: { hasher: bcrypt({ cost: 4 }), ...account?.password } },
    },
    { concurrentHashes: CONCURRENT_HASHES, timers: false },
  );
  const origin = options.origin ?? ORIGIN;
  const handler = mount(auth);
  let users = 0;
  const client = (kind: ClientKind, { ip = "192.0.2.1" }: { ip?: string } = {}) =>
    testClient<Types>({ kind, handler, origin, ip });
  return {
    auth,
    database,
    clock,
    outbox,
    events,
    errors,
    origin,
    handler,
    client,
    async createUser(user = {}) {
      users += 1;
      const { email = `user${users}@example.com`, password = TEST_PASSWORD, emailVerified = true, ...others } = user;
      const { totp = false, recoveryCodes = [], ...rest } = others;
      const made = await auth.createUser({ email, password, emailVerified, ...rest });
      const totpSecret = await encodeTotpSecret(systemRandom.bytes(TOTP_SECRET_BYTES));
      if (totp || recoveryCodes.length > 0)
        await auth.importAuthenticators(made.id, { ...(totp ? { totpSecret } : {}), recoveryCodes });
      return { ...made, email, password, totpSecret };
    },
    totp(app, steps = 0) {
      const { digits = 6, period = 30 } = options.mfa?.totp ?? {};
      const at = new Date(clock.now().getTime() + steps * period * 1000);
      return totpCode("secret" in app ? app.secret : app.totpSecret, at, { digits, period });
    },
    authenticator: (given = {}) => createVirtualAuthenticator({ origin, ...given }),
    async clientOf(user, kind) {
      const made = client(kind);
      const token = await auth.createSessionToken(user.id, { client: kind });
      if (token === null) throw new Error("no such user");
      // As if a credential had just been given: a session that the app creates by itself does not count as recent.
      const found = await createSessionReader(database)(hashToken(token), clock.now());
      if (found !== null) await updateSession(database, found.session.id, { reauthenticatedAt: clock.now() });
      if (kind === "app") made.tokens.sessionToken = token;
      else made.jar.cookies.set(sessionCookie(origin), token);
      return made;
    },
    sessionsOf: async ({ id }) => (await findSessionsOf(database, id, clock.now())).map((session) => session.id),
    async delivered() {
      await auth.close();
      return outbox;
    },
    async [Symbol.asyncDispose]() {
      await auth.close();
      await memory?.close();
    },
  };
}

function sessionCookie(origin: string): string {
  return origin.startsWith("https:") ? "__Host-latchkey.session" : "latchkey.session";
}

/** Mounts the router as an app would. */
function mount<Fields extends SignupFields>(auth: Pick<Auth<Fields>, "authRouter" | "createContext">): Handler {
  const t = initTRPC
    .context<Awaited<ReturnType<Auth<Fields>["createContext"]>>>()
    .create({ errorFormatter: authErrorFormatter });
  const router = t.router({ auth: auth.authRouter });
  return (req) =>
    fetchRequestHandler({
      endpoint: "/trpc",
      req: withDots(req),
      router,
      createContext: (opts) => auth.createContext(opts),
    });
}

/** The client under test calls `…/auth/account.login`; the router is mounted under `auth`. */
function withDots(request: Request): Request {
  return new Request(request.url.replace("/trpc/auth/", "/trpc/auth."), request);
}
