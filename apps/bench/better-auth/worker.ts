import { initTRPC, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { emailOTP } from "better-auth/plugins/email-otp";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import pg from "pg";
import {
  type Case,
  CHEAP_USERS,
  type Contestant,
  cookiesOf,
  FIRST_ENDING,
  HASHED_USERS,
  nextAddress,
  ORIGIN,
  PASSWORD,
  Refused,
  readingHeaders,
  SECRET,
  SESSIONS,
  type Surroundings,
  turns,
} from "../src/contestants/contestant.ts";
import { type BenchHasher, cheapHasher, HASHER_NAMES, HASHERS } from "../src/contestants/hashers.ts";
import { createInbox, type Inbox } from "../src/contestants/inbox.ts";
import { serve } from "../src/contestants/serve.ts";
import { cookieOf, fillEnding } from "./rows.ts";

const ENDING_AT_ONCE = 2_000;

interface Mail {
  /** Of a link. */
  token: string;
  code: string;
}

/**
 * Better Auth with the set-up of its documentation: its own adapter on a pool of node-postgres, limits on as in
 * production.
 */
function makeAuth(pool: pg.Pool, inbox: Inbox<Mail>, providerUrl: string, hasher: BenchHasher, isCached: boolean) {
  return betterAuth({
    baseURL: ORIGIN,
    secret: SECRET,
    database: pool,
    telemetry: { enabled: false },
    rateLimit: { enabled: true },
    advanced: { ipAddress: { ipAddressHeaders: ["x-forwarded-for"] } },
    session: isCached ? { cookieCache: { enabled: true, maxAge: 300 } } : {},
    emailAndPassword: {
      enabled: true,
      password: { hash: hasher.hash, verify: ({ hash, password }) => hasher.verify(password, hash) },
      sendResetPassword: async ({ user, token }) => inbox.deliver(user.email, { token, code: "" }),
    },
    plugins: [
      emailOTP({ sendVerificationOTP: async ({ email, otp }) => inbox.deliver(email, { token: "", code: otp }) }),
      genericOAuth({
        config: [
          {
            providerId: "stub",
            clientId: "bench",
            clientSecret: "bench",
            authorizationUrl: `${providerUrl}/authorize`,
            tokenUrl: `${providerUrl}/token`,
            userInfoUrl: `${providerUrl}/user`,
            pkce: true,
          },
        ],
      }),
    ],
  });
}

type BenchAuth = ReturnType<typeof makeAuth>;

interface Mounted {
  read(cookie: string): Promise<Response>;
  call(path: string, input: object, cookie?: string): Promise<Response>;
  visit(url: string, cookie: string): Promise<Response>;
}

/** A tRPC app that calls `auth.api.getSession` for the current user. */
function mount(auth: BenchAuth): Mounted {
  const t = initTRPC.context<{ headers: Headers }>().create();
  const authenticated = t.procedure.use(async ({ ctx, next }) => {
    const session = await auth.api.getSession({ headers: ctx.headers });
    if (session === null) throw new TRPCError({ code: "UNAUTHORIZED" });
    return next({ ctx: session });
  });
  const router = t.router({ read: authenticated.query(({ ctx }) => ctx.user.id) });
  return {
    read: (cookie) =>
      fetchRequestHandler({
        endpoint: "/trpc",
        req: new Request(`${ORIGIN}/trpc/read`, { headers: readingHeaders(cookie) }),
        router,
        createContext: ({ req }) => ({ headers: req.headers }),
      }),
    async call(path, input, cookie = "") {
      const headers = {
        origin: ORIGIN,
        "content-type": "application/json",
        "x-forwarded-for": nextAddress(),
        ...(cookie === "" ? {} : { cookie }),
      };
      const body = JSON.stringify(input);
      const response = await auth.handler(new Request(`${ORIGIN}/api/auth${path}`, { method: "POST", headers, body }));
      if (response.status === 429) throw new Refused(path);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response;
    },
    visit: (url, cookie) => auth.handler(new Request(url, { headers: { cookie, "x-forwarded-for": nextAddress() } })),
  };
}

async function makeBetterAuth({ databaseUrl, providerUrl }: Surroundings): Promise<Contestant> {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  pool.on("error", () => {});
  const inbox = createInbox<Mail>();
  const make = (hasher: BenchHasher, isCached = false) => makeAuth(pool, inbox, providerUrl, hasher, isCached);
  const first = make(cheapHasher);
  const options: BetterAuthOptions = first.options;
  await (await getMigrations(options)).runMigrations();
  const plain = mount(first);
  const cached = mount(make(cheapHasher, true));
  const hashed = { bcrypt: mount(make(HASHERS.bcrypt)), argon2id: mount(make(HASHERS.argon2id)) };
  const people = turns(CHEAP_USERS);
  const someone = () => `cheap${people()}@bench.example`;
  const logins = Object.fromEntries(
    HASHER_NAMES.map((name) => [`login ${name}`, loginCase(hashed[name], name, turns(HASHED_USERS))]),
  );
  return {
    cases: {
      "session read": readCase(plain),
      "session read, cached": cachedCase(cached),
      ...logins,
      "read beside bcrypt": readCase(hashed.bcrypt),
      "read beside argon2id": readCase(hashed.argon2id),
      signup: signupCase(plain),
      logout: logoutCase(plain, pool),
      "code requested": async () => {
        const email = someone();
        inbox.next(email).catch(() => {});
        return async () => void (await plain.call("/email-otp/send-verification-otp", { email, type: "sign-in" }));
      },
      "code entered": async () => {
        const email = someone();
        const mail = inbox.next(email);
        await plain.call("/email-otp/send-verification-otp", { email, type: "sign-in" });
        const { code: otp } = await mail;
        return async () => expectSession(await plain.call("/sign-in/email-otp", { email, otp }));
      },
      "reset requested": async () => {
        const email = someone();
        inbox.next(email).catch(() => {});
        return async () => void (await plain.call("/request-password-reset", { email, redirectTo: "/reset" }));
      },
      "password reset": async () => {
        const email = someone();
        const mail = inbox.next(email);
        await plain.call("/request-password-reset", { email, redirectTo: "/reset" });
        const { token } = await mail;
        return async () => void (await plain.call("/reset-password", { token, newPassword: PASSWORD }));
      },
      "social callback": socialCase(plain),
    },
    stop: () => pool.end(),
  };
}

async function expectSession(response: Response): Promise<void> {
  await response.text();
  if (!cookiesOf(response).includes("session_token=")) throw new Error("nobody was logged in");
}

async function expectRead(response: Response): Promise<void> {
  const text = await response.text();
  if (!response.ok) throw new Error(text);
}

function readCase({ read }: Mounted, most = SESSIONS): Case {
  const next = turns(most);
  return async () => {
    const cookie = cookieOf(next());
    return async () => expectRead(await read(cookie));
  };
}

/** The cookie of its cache is created once for each session, by a login. */
function cachedCase({ call, read }: Mounted): Case {
  let cookies: Promise<string> | undefined;
  return async () => {
    cookies ??= call("/sign-in/email", { email: "cheap0@bench.example", password: PASSWORD }).then(cookiesOf);
    const cookie = await cookies;
    if (!cookie.includes("session_data=")) throw new Error("the session is not cached");
    return async () => expectRead(await read(cookie));
  };
}

function loginCase({ call }: Mounted, name: string, next: () => number): Case {
  return async () => {
    const email = `${name}${next()}@bench.example`;
    return async () => expectSession(await call("/sign-in/email", { email, password: PASSWORD }));
  };
}

function signupCase({ call }: Mounted): Case {
  const run = Date.now();
  let made = 0;
  return async () => {
    made += 1;
    const email = `new${run}-${process.pid}-${made}@bench.example`;
    return async () => expectSession(await call("/sign-up/email", { name: "New", email, password: PASSWORD }));
  };
}

function logoutCase({ call }: Mounted, pool: pg.Pool): Case {
  let used = FIRST_ENDING;
  let filled = FIRST_ENDING;
  let filling = Promise.resolve();
  return async () => {
    const index = used;
    used += 1;
    if (index >= filled) {
      const from = filled;
      filled += ENDING_AT_ONCE;
      filling = filling.then(() => fillEnding(pool, from, from + ENDING_AT_ONCE));
    }
    await filling;
    const cookie = cookieOf(index, "o");
    return async () => void (await call("/sign-out", {}, cookie));
  };
}

function socialCase({ call, visit }: Mounted): Case {
  const next = turns(CHEAP_USERS);
  const known = new Set<number>();
  const setOut = async (person: number) => {
    const redirected = await call("/sign-in/social", { provider: "stub", callbackURL: "/after" });
    const { url } = (await redirected.json()) as { url: string };
    const query = new URLSearchParams({
      state: new URL(url).searchParams.get("state") ?? "",
      code: `person${person}`,
    });
    const cookie = cookiesOf(redirected);
    return async () => expectSession(await visit(`${ORIGIN}/api/auth/callback/stub?${query}`, cookie));
  };
  return async () => {
    const person = next();
    if (!known.has(person)) await (await setOut(person))();
    known.add(person);
    return setOut(person);
  };
}

await serve(makeBetterAuth);
