import { PGlite } from "@electric-sql/pglite";
import { initTRPC } from "@trpc/server";
import { drizzle } from "drizzle-orm/pglite";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authErrorFormatter, createAuth } from "../../src/index.ts";
import { consoleMail, smtp } from "../../src/mail.ts";
import { github } from "../../src/providers.ts";
import { createTestKit as createKit } from "../../src/testing.ts";
import { createTestKit } from "../support/kit.ts";

const client = new PGlite();
const empty = drizzle(client);
const options = {
  database: empty,
  secret: "thirty-two characters, or more of it",
  appName: "Acme",
  origin: "https://app.acme.com",
  mail: consoleMail(),
};

const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
const said = () => warnings.mock.calls.map(([text]) => String(text));

afterEach(() => {
  warnings.mockClear();
  vi.unstubAllEnvs();
});

type Kit = Awaited<ReturnType<typeof createTestKit>>;

const USUAL = { "content-type": "application/json", "x-forwarded-for": "192.0.2.1" };

/** A request from a page or a script. */
function send(kit: Kit, path: string, { body, ...headers }: Record<string, string> = {}): Promise<Response> {
  const init = body === undefined ? {} : { method: "POST", body };
  const url = `${kit.origin}/trpc/auth.${path}`;
  // Headers as in Node: `Request` would not let a test set Origin.
  const request = new Request(url, init);
  for (const [name, value] of Object.entries({ ...USUAL, ...headers })) request.headers.set(name, value);
  return kit.handler(request);
}

describe("migrations that were not run", () => {
  const missing =
    /table latchkey_\w+ does not exist.*import \{ migrate \} from "@latchkey\/server\/migrate"; await migrate\(database\)/;

  it("are named in the log and to the developer's client, with the line to write", async () => {
    const errors: unknown[] = [];
    await using kit = await createKit({ database: empty, onError: (error) => void errors.push(error) });
    const login = kit.client("app").account.login.mutate({ email: "ada@acme.com", password: "a long password" });
    await expect(login).rejects.toThrow(missing);
    expect(errors[0]).toMatchObject({ name: "SetupError", message: expect.stringMatching(missing) });
  });

  it("are named for a session that is read, and by the calls of a script", async () => {
    await using kit = await createKit({ database: empty });
    const stranger = kit.client("app");
    stranger.tokens.sessionToken = "x".repeat(43);
    await expect(stranger.session.get.query()).rejects.toThrow(missing);
    await expect(kit.auth.createUser({ email: "ada@acme.com" })).rejects.toThrow(missing);
  });

  it("are not named to strangers in production, but in the log", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const errors: unknown[] = [];
    await using kit = await createKit({ database: empty, onError: (error) => void errors.push(error) });
    const body = JSON.stringify({ email: "ada@acme.com", password: "a long password" });
    const answer = await (await send(kit, "account.login", { body, origin: kit.origin })).text();
    expect(answer).toContain("Internal server error");
    expect(answer).not.toMatch(/latchkey_|migrat/);
    expect(errors[0]).toMatchObject({ message: expect.stringMatching(missing) });
  });

  it("are recognised in an older version by a missing column", async () => {
    const { database, close } = await older();
    await using kit = await createKit({ database });
    const stranger = kit.client("app");
    stranger.tokens.sessionToken = "x".repeat(43);
    await expect(stranger.session.get.query()).rejects.toThrow(/a column of latchkey_sessions does not exist/);
    await close();
  });

  it("are not blamed for a missing table that the app's own hook queries", async () => {
    const errors: unknown[] = [];
    await using kit = await createTestKit({
      onError: (error) => void errors.push(error),
      hooks: {
        async onSignup(_user, tx) {
          await tx.execute("select * from acme_profiles");
        },
      },
    });
    const made = kit.auth.createUser({ email: "ada@acme.com" });
    await expect(made).rejects.not.toThrow(/migrat/);
  });
});

/** A database whose sessions lack a column that this version reads. */
async function older() {
  const pglite = new PGlite();
  const database = drizzle(pglite);
  const { migrate } = await import("../../src/migrate.ts");
  await migrate(database);
  await database.execute("alter table latchkey_sessions drop column is_persistent");
  return { database, close: () => pglite.close() };
}

describe("a call that was refused by its origin", () => {
  it("is explained in the log, once, with the received and the expected origin", async () => {
    await using kit = await createTestKit({ trustedOrigins: ["https://admin.acme.com"] });
    for (let call = 0; call < 3; call++)
      await send(kit, "account.logout", { body: "{}", origin: "http://localhost:3000" });
    expect(said()).toEqual([
      `[latchkey] A call was refused (csrf): it came from the origin "http://localhost:3000", expected is ${JSON.stringify(kit.origin)}, "https://admin.acme.com". If the page is yours, write in createAuth: \`origin: "http://localhost:3000"\`, or \`trustedOrigins: ["http://localhost:3000"]\`.`,
    ]);
  });

  it("reveals neither to the page", async () => {
    await using kit = await createTestKit({ trustedOrigins: ["https://admin.acme.com"] });
    const answer = await send(kit, "account.logout", { body: "{}", origin: "http://localhost:3000" });
    expect(await answer.text()).not.toMatch(/localhost:3000|admin\.acme\.com/);
  });

  it("fills no log, whatever strangers send", async () => {
    await using kit = await createTestKit();
    for (let call = 0; call < 100; call++)
      await send(kit, "account.logout", { body: "{}", origin: `https://evil${call}.example` });
    await send(kit, "account.logout", { body: "{}", origin: `https://${"x".repeat(2_000)}\u009b31m` });
    expect(said()).toHaveLength(20);
    kit.clock.advance(601);
    await send(kit, "account.logout", { body: "{}", origin: `https://${"x".repeat(2_000)}\u009b31m` });
    expect(said()).toHaveLength(21);
    expect(said().at(-1)?.length).toBeLessThan(1_200);
    for (const line of said()) expect(line).toMatch(/^[\x20-\x7e]*$/);
  });

  it("is explained where a server forwards cookies without the header", async () => {
    await using kit = await createTestKit();
    const { jar } = await kit.clientOf(await kit.createUser(), "browser");
    await send(kit, "account.logout", { body: "{}", cookie: jar.header() ?? "" });
    expect(said()).toEqual([expect.stringMatching(/without an Origin header.*must forward its Origin header as well/)]);
  });
});

describe("createContext", () => {
  const contextOf = async (given: unknown) => {
    const kit = await createTestKit();
    // Called like in plain JavaScript, or in TypeScript with a cast.
    return Reflect.apply(kit.auth.createContext, kit.auth, given === undefined ? [] : [given]) as Promise<unknown>;
  };

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["the headers alone", { headers: new Headers() }],
  ])("given %s, fails with the line to write", async (_name, given) => {
    await expect(contextOf(given)).rejects.toThrow(/createContext: \(opts\) => auth\.createContext\(opts\)/);
  });

  it("given the request alone, warns, and fails where a cookie is to be set", async () => {
    await using kit = await createTestKit();
    const { email, password } = await kit.createUser();
    const t = initTRPC
      .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
      .create({ errorFormatter: authErrorFormatter });
    const req = new Request(`${kit.origin}/trpc`, { method: "POST" });
    req.headers.set("origin", kit.origin);
    req.headers.set("x-forwarded-for", "192.0.2.1");
    const caller = t.createCallerFactory(t.router({ auth: kit.auth.authRouter }))(
      await kit.auth.createContext({ req }),
    );
    const words = /got `req` without `res` or `resHeaders`.*createContext: \(opts\) => auth\.createContext\(opts\)/;
    expect(said()).toContainEqual(expect.stringMatching(words));
    await expect(caller.auth.account.login({ email, password })).rejects.toThrow(words);
    expect(kit.errors).toContainEqual(expect.objectContaining({ message: expect.stringMatching(words) }));
  });

  it("given headers for a caller that reads, as in a server component, prints nothing", async () => {
    await using kit = await createTestKit();
    await kit.auth.createContext({ req: { headers: new Headers() } });
    await kit.auth.createContext({});
    expect(said()).toEqual([]);
  });
});

describe("a token without the client's header", () => {
  it("is explained in the log", async () => {
    await using kit = await createTestKit();
    const { sessionToken } = (await kit.clientOf(await kit.createUser(), "app")).tokens;
    const answer = await send(kit, "session.get", { authorization: `Bearer ${sessionToken}` });
    expect(await answer.text()).toContain("anonymous");
    expect(said()).toEqual([
      expect.stringMatching(/without the header `x-latchkey-client: app`.*headers: \(\) => authHeaders\(storage\)/),
    ]);
    expect(said()[0]).not.toContain(sessionToken);
  });

  it("is not blamed for a token of another service", async () => {
    await using kit = await createTestKit();
    await send(kit, "session.get", { authorization: "Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2ln" });
    expect(said()).toEqual([]);
  });
});

describe("mail", () => {
  it.each(["", "  ", "mail.acme.com", "https://mail.acme.com", "smtp://"])("smtp(%j) is refused at start", (url) => {
    expect(() => smtp(url, { from: "Acme <hello@acme.com>" })).toThrow(
      /smtp: expected a URL such as "smtps:\/\/user:password@mail\.acme\.com", found/,
    );
  });

  it.each(["smtp://mail.acme.com", "smtps://user:password@mail.acme.com"])("smtp(%j) needs a sender", (url) => {
    expect(() => smtp(url)).toThrow('smtp: no sender is given; write `smtp(url, { from: "Acme <hello@acme.com>" })`');
  });

  it("reports that nodemailer is missing, with the command, in the log", async () => {
    vi.doMock("nodemailer", () => {
      throw new Error("Cannot find package 'nodemailer'");
    });
    await using kit = await createTestKit({ mail: smtp("smtp://127.0.0.1:1", { from: "Acme <hello@acme.com>" }) });
    const { email } = await kit.createUser();
    await kit.client("app").account.password.requestReset.mutate({ email });
    await vi.waitFor(() =>
      expect(kit.errors).toContainEqual(
        expect.objectContaining({ message: expect.stringContaining("npm install nodemailer") }),
      ),
    );
    vi.doUnmock("nodemailer");
  });
});

describe("a cookie's domain", () => {
  const withDomain = (domain: string, more: object = {}) =>
    createAuth({ ...options, session: { cookie: { domain, ...more } } });

  it.each(["other.com", "cme.com", "app.acme.com.evil.com", "api.acme.com", ".other.com", "com"])(
    "of %s is refused for a page of app.acme.com",
    (domain) => {
      expect(() => withDomain(domain)).toThrow(
        `session.cookie.domain is "${domain}", but origin is https://app.acme.com: browsers would not keep the cookie. Write the host of origin or a parent domain of it, such as "acme.com"`,
      );
    },
  );

  it("is accepted where it matches, or where the pages are on another site", () => {
    for (const domain of ["acme.com", "app.acme.com", ".acme.com"]) expect(() => withDomain(domain)).not.toThrow();
    expect(() => withDomain("api.com", { sameSite: "none" })).not.toThrow();
  });
});

describe("an http origin", () => {
  it("causes a warning in production", () => {
    vi.stubEnv("NODE_ENV", "production");
    createAuth({ ...options, origin: "http://acme.com" });
    expect(said()).toEqual([
      expect.stringMatching(/origin is http:\/\/ in production.*`origin: "https:\/\/app\.acme\.com"`/),
    ]);
  });

  it("is fine in development, and on this machine", () => {
    createAuth({ ...options, origin: "http://acme.com" });
    vi.stubEnv("NODE_ENV", "production");
    for (const origin of ["http://localhost:3000", "http://127.0.0.1:3000", "https://acme.com"])
      createAuth({ ...options, origin });
    expect(said()).toEqual([]);
  });
});

describe("a raw client in place of the Drizzle database", () => {
  it("is refused at start with the line to write", () => {
    // @ts-expect-error a type error as well
    expect(() => createAuth({ ...options, database: client })).toThrow(
      'createAuth: database: expected a Drizzle database, found a client of PGlite; write `database: drizzle({ client })` with drizzle from "drizzle-orm/pglite"',
    );
  });
});

describe("a secret that is missing", () => {
  const words = /secret: there is none; set AUTH_SECRET .*`secret: process\.env\.AUTH_SECRET \?\? ""`.* build /;

  it.each([[""], [undefined], [[]], [["", "the former secret, thirty-two long"]]])(
    "(%j) is refused at start",
    (secret) => {
      // @ts-expect-error undefined is a type error
      expect(() => createAuth({ ...options, secret })).toThrow(words);
    },
  );

  it("lets `next build` load the module, and is reported when the build uses it", async () => {
    vi.stubEnv("NEXT_PHASE", "phase-production-build");
    const load = () =>
      createAuth({
        ...options,
        secret: "",
        mail: smtp("", { from: "Acme <hello@acme.com>" }),
        social: { providers: [github({ clientId: "", clientSecret: "" })] },
      });
    expect(load).not.toThrow();
    await using kit = await createKit({ secret: "", rateLimits: false });
    const signup = kit.client("app").account.signup.mutate({ email: "ada@acme.com", password: "a long password" });
    await expect(signup).rejects.toThrow(/secret: there is none.*Set AUTH_SECRET for the build as well/);
  });

  it("may be the former one, once it is removed", () => {
    expect(() => createAuth({ ...options, secret: [options.secret, ""] })).not.toThrow();
  });
});
