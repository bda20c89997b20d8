import type { RequestListener } from "node:http";
import { type AuthOptions, authErrorFormatter, createAuth } from "@latchkey/server";
import { argon2id, bcrypt } from "@latchkey/server/hashers";
import { migrate } from "@latchkey/server/migrate";
import { oauth2 } from "@latchkey/server/providers";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import {
  CACHED,
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
} from "./contestant.ts";
import { cheapHasher, HASHER_NAMES } from "./hashers.ts";
import { createInbox } from "./inbox.ts";
import { fillEnding, tokenOf } from "./latchkeyRows.ts";
import { serveHttp } from "./overHttp.ts";
import { serve } from "./serve.ts";

const ENDING_AT_ONCE = 2_000;

/** The app of the README, with its own auth for each hasher, and for the cached sessions. */
async function makeLatchkey({ databaseUrl, providerUrl }: Surroundings): Promise<Contestant> {
  const sql = postgres(databaseUrl, { onnotice: () => {} });
  const database = drizzle(sql);
  await migrate(database);
  const inbox = createInbox<{ key: string; code: string }>();
  const base: AuthOptions = {
    database,
    secret: SECRET,
    appName: "Bench",
    origin: ORIGIN,
    trustedProxies: 1,
    mail: {
      send: async ({ to, context: { key = "", code = "" } }) => inbox.deliver(to, { key, code }),
    },
    social: { providers: [stub(providerUrl)] },
  };
  // Better Auth verifies no address by default.
  const account = { emailVerification: "none", loginByCode: { enabled: true } } as const;
  const hasher = { ...cheapHasher, recognizes: () => true, needsRehash: () => false };
  const plain = mount(createAuth({ ...base, account: { ...account, password: { hasher } } }));
  const cached = mount(createAuth({ ...base, account, session: { cache: { maxEntries: 100_000 } } }));
  const hashed = {
    bcrypt: mount(createAuth({ ...base, account: { ...account, password: { hasher: bcrypt() } } })),
    argon2id: mount(createAuth({ ...base, account: { ...account, password: { hasher: argon2id() } } })),
  };
  const people = turns(CHEAP_USERS);
  const [http, cachedHttp] = [await serveHttp(plain.listener), await serveHttp(cached.listener)];
  const logins = Object.fromEntries(
    HASHER_NAMES.map((name) => [`login ${name}`, loginCase(hashed[name], name, turns(HASHED_USERS))]),
  );
  return {
    cases: {
      "session read": readCase(plain.read),
      "session read, cached": readCase(cached.read, CACHED),
      "session read over HTTP": readCase((token) => http.get("/trpc/read", sessionHeaders(token))),
      "session read, cached, over HTTP": readCase(
        (token) => cachedHttp.get("/trpc/read", sessionHeaders(token)),
        CACHED,
      ),
      ...logins,
      "read beside bcrypt": readCase(hashed.bcrypt.read),
      "read beside argon2id": readCase(hashed.argon2id.read),
      signup: signupCase(plain),
      logout: logoutCase(plain, sql),
      "code requested": async () => {
        const email = `cheap${people()}@bench.example`;
        const mail = inbox.next(email);
        mail.catch(() => {});
        return async () => void (await plain.call("account.code.request", { email }));
      },
      "code entered": async () => {
        const email = `cheap${people()}@bench.example`;
        const mail = inbox.next(email);
        const requested = await plain.call("account.code.request", { email });
        const { code } = await mail;
        const cookie = cookiesOf(requested);
        return async () => expectState(await plain.call("account.code.confirm", { code }, cookie), "authenticated");
      },
      "reset requested": async () => {
        const email = `cheap${people()}@bench.example`;
        inbox.next(email).catch(() => {});
        return async () => void (await plain.call("account.password.requestReset", { email }));
      },
      "password reset": async () => {
        const email = `cheap${people()}@bench.example`;
        const mail = inbox.next(email);
        await plain.call("account.password.requestReset", { email });
        const { key } = await mail;
        return async () =>
          expectState(await plain.call("account.password.reset", { key, password: PASSWORD }), "anonymous");
      },
      "social callback": socialCase(plain),
    },
    async stop() {
      http.stop();
      cachedHttp.stop();
      await Promise.all([plain, cached, hashed.bcrypt, hashed.argon2id].map(({ auth }) => auth.close()));
      await sql.end({ timeout: 1 });
    },
  };
}

function stub(url: string) {
  return oauth2({
    id: "stub",
    name: "Stub",
    clientId: "bench",
    clientSecret: "bench",
    authorizationEndpoint: `${url}/authorize`,
    tokenEndpoint: `${url}/token`,
    async profile(http, accessToken) {
      await http.json(`${url}/user`, { headers: { authorization: `Bearer ${accessToken}` } });
      const email = `${accessToken}@social.example`;
      return { uid: accessToken, name: accessToken, emails: [{ email, verified: true, primary: true }], raw: {} };
    },
  });
}

type BenchAuth = ReturnType<typeof createAuth>;

interface Mounted {
  readonly auth: BenchAuth;
  readonly listener: RequestListener;
  /** @throws Error when the response is not successful */
  read(token: string): Promise<void>;
  /** @throws Error when the response is not successful */
  call(path: string, input: object, cookie?: string): Promise<Response>;
}

function mount(auth: BenchAuth): Mounted {
  const t = initTRPC
    .context<Awaited<ReturnType<BenchAuth["createContext"]>>>()
    .create({ errorFormatter: authErrorFormatter });
  const router = t.router({
    auth: auth.authRouter,
    read: t.procedure.concat(auth.authenticated).query(({ ctx }) => ctx.auth.user.id),
  });
  const handle = (req: Request) =>
    fetchRequestHandler({ endpoint: "/trpc", req, router, createContext: (opts) => auth.createContext(opts) });
  const createContext = auth.createContext;
  return {
    auth,
    listener: createHTTPHandler({ router, createContext, basePath: "/trpc/" }),
    async read(token) {
      const response = await handle(new Request(`${ORIGIN}/trpc/read`, { headers: sessionHeaders(token) }));
      const text = await response.text();
      if (!response.ok) throw new Error(text);
    },
    async call(path, input, cookie = "") {
      const body = JSON.stringify(input);
      const headers = {
        origin: ORIGIN,
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
        "x-forwarded-for": nextAddress(),
        ...(cookie === "" ? {} : { cookie }),
      };
      const response = await handle(new Request(`${ORIGIN}/trpc/auth.${path}`, { method: "POST", headers, body }));
      if (response.status === 429) throw new Refused(path);
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
      return response;
    },
  };
}

const sessionHeaders = (token: string) => readingHeaders(`__Host-latchkey.session=${token}`);

async function expectState(response: Response, status: string): Promise<void> {
  const text = await response.text();
  if (!text.includes(`"status":"${status}"`)) throw new Error(`expected ${status}: ${text}`);
}

function readCase(read: Mounted["read"], most = SESSIONS): Case {
  const next = turns(most);
  return async () => {
    const token = tokenOf(next());
    return () => read(token);
  };
}

function loginCase({ call }: Mounted, name: string, next: () => number): Case {
  return async () => {
    const email = `${name}${next()}@bench.example`;
    return async () => expectState(await call("account.login", { email, password: PASSWORD }), "authenticated");
  };
}

function signupCase({ call }: Mounted): Case {
  const run = Date.now();
  let made = 0;
  return async () => {
    made += 1;
    const email = `new${run}-${process.pid}-${made}@bench.example`;
    return async () => expectState(await call("account.signup", { email, password: PASSWORD }), "authenticated");
  };
}

function logoutCase({ call }: Mounted, sql: Sql): Case {
  let used = FIRST_ENDING;
  let filled = FIRST_ENDING;
  let filling = Promise.resolve();
  return async () => {
    const index = used;
    used += 1;
    if (index >= filled) {
      const from = filled;
      filled += ENDING_AT_ONCE;
      filling = filling.then(() => fillEnding(sql, from, from + ENDING_AT_ONCE));
    }
    await filling;
    const cookie = `__Host-latchkey.session=${tokenOf(index, "o")}`;
    return async () => expectState(await call("account.logout", {}, cookie), "anonymous");
  };
}

function socialCase({ call }: Mounted): Case {
  const next = turns(CHEAP_USERS);
  const known = new Set<number>();
  const setOut = async (person: number) => {
    const redirected = await call("social.redirect", { provider: "stub", process: "login", callbackUrl: "/after" });
    const { redirectUrl } = (JSON.parse(await redirected.text()) as { result: { data: { redirectUrl: string } } })
      .result.data;
    const state = new URL(redirectUrl).searchParams.get("state");
    const answer = { provider: "stub", state, code: `person${person}` };
    return async () => expectState(await call("social.callback", answer, cookiesOf(redirected)), "authenticated");
  };
  return async () => {
    const person = next();
    // The first time creates the account.
    if (!known.has(person)) await (await setOut(person))();
    known.add(person);
    return setOut(person);
  };
}

await serve(makeLatchkey);
