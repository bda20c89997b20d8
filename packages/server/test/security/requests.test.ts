import { inspect } from "node:util";
import { initTRPC } from "@trpc/server";
import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { createAuth } from "../../src/index.ts";
import { users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const ORIGIN = "http://localhost:5173";
const csrf = { trpc: "FORBIDDEN", codes: ["csrf"] };

describe("origins", () => {
  const foreign = [
    "https://evil.com",
    "null",
    "http://localhost:5174",
    "https://localhost:5173",
    "http://app.localhost:5173",
    "http://localhost:5173.evil.com",
    "http://xlocalhost:5173",
  ];

  it("refuses mutations from origins that are not trusted, whatever they carry", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, "browser");
    for (const origin of foreign) {
      client.headers.origin = origin;
      expect(await refusalOf(client.account.delete.mutate())).toEqual(csrf);
      expect(await refusalOf(client.session.revokeOthers.mutate())).toEqual(csrf);
      const stranger = kit.client("browser");
      stranger.headers.origin = origin;
      expect(await refusalOf(stranger.account.login.mutate({ email: ada.email, password: ada.password }))).toEqual(
        csrf,
      );
    }
    expect(await kit.database.select().from(users)).toHaveLength(1);
  });

  it("refuses a cookie without an origin, unless the browser reports it as same-origin", async () => {
    await using kit = await createTestKit();
    const client = await kit.clientOf(await kit.createUser(), "browser");
    delete client.headers.origin;
    expect(await refusalOf(client.session.revokeOthers.mutate())).toEqual(csrf);
    client.headers["sec-fetch-site"] = "same-site";
    expect(await refusalOf(client.session.revokeOthers.mutate())).toEqual(csrf);
    client.headers["sec-fetch-site"] = "same-origin";
    expect(await refusalOf(client.session.revokeOthers.mutate())).toBeNull();
  });

  it("refuses every content type that a form can send, and never mutates by GET", async () => {
    await using kit = await createTestKit();
    const client = await kit.clientOf(await kit.createUser(), "browser");
    client.headers.origin = "https://evil.com";
    const bodies: [string, string][] = [
      ["multipart/form-data; boundary=x", "--x--"],
      ["application/octet-stream", "x"],
      ["text/plain", "{}"],
      ["application/json", "{}"],
    ];
    for (const [type, body] of bodies) {
      const response = await kit.handler(
        new Request(`${ORIGIN}/trpc/auth.account.logout`, {
          method: "POST",
          headers: { ...client.headers, "content-type": type, cookie: client.jar.header() ?? "" },
          body,
        }),
      );
      expect(response.status).toBeGreaterThanOrEqual(400);
    }
    const get = await kit.handler(
      new Request(`${ORIGIN}/trpc/auth.account.logout`, { headers: { cookie: client.jar.header() ?? "" } }),
    );
    expect(get.status).toBe(405);
    client.headers.origin = ORIGIN;
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
  });

  it("accepts trusted origins, wildcards by whole labels", async () => {
    await using kit = await createTestKit({ trustedOrigins: ["https://*.acme.com"] });
    const call = (origin: string) => {
      const client = kit.client("browser");
      client.headers.origin = origin;
      return refusalOf(client.account.logout.mutate());
    };
    expect(await call("https://shop.acme.com")).toBeNull();
    for (const origin of [
      "https://acme.com",
      "https://acme.com.evil.io",
      "https://evil.io/.acme.com",
      "https://xacme.com",
      "http://shop.acme.com",
    ])
      expect(await call(origin)).toEqual(csrf);
  });
});

describe("what a request carries", () => {
  it("has no influence on links: they begin with the configured origin", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = kit.client("browser");
    Object.assign(client.headers, { host: "evil.com", "x-forwarded-host": "evil.com", "x-forwarded-proto": "https" });
    await client.account.password.requestReset.mutate({ email: ada.email });
    const { context, text, html } = (await kit.delivered()).lastMail(ada.email);
    expect(context.url?.startsWith(`${ORIGIN}/`)).toBe(true);
    expect(text + html).not.toContain("evil.com");
  });

  it("is ignored if its cookies and headers are malformed, and never causes an error", async () => {
    await using kit = await createTestKit();
    for (const authorization of [
      "Bearer",
      "Bearer ",
      "Bearer  x",
      "Basic eDp5",
      "x".repeat(8_192),
      "Bearer é",
      "bearer",
    ]) {
      const client = kit.client("app");
      client.headers.authorization = authorization;
      expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    }
    for (const value of ["%E0%A4%A", "x".repeat(8_192), "", "a=b=c", '"quoted"']) {
      const client = kit.client("browser");
      client.headers.cookie = `latchkey.session=${value}; latchkey.flow=${value}`;
      expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    }
  });

  it("gives no access with two session cookies", async () => {
    await using kit = await createTestKit();
    const [ada, eve] = [
      await kit.clientOf(await kit.createUser(), "browser"),
      await kit.clientOf(await kit.createUser(), "browser"),
    ];
    const client = kit.client("browser");
    client.headers.cookie = `${eve.jar.header()}; ${ada.jar.header()}`;
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
  });

  it("ends the session of each of two session cookies by logging out, and clears them", async () => {
    await using kit = await createTestKit();
    const [ada, eve] = [await kit.createUser(), await kit.createUser()];
    const cookies = [await kit.clientOf(eve, "browser"), await kit.clientOf(ada, "browser")].map(({ jar }) =>
      jar.header(),
    );
    const client = kit.client("browser");
    client.headers.cookie = cookies.join("; ");
    expect(await client.account.logout.mutate()).toMatchObject({ status: "anonymous" });
    expect(client.lastResponse?.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^latchkey\.session=; Max-Age=0/),
    ]);
    for (const user of [ada, eve]) expect(await kit.sessionsOf(user)).toEqual([]);
  });

  it("never becomes the token of a new login: a planted flow or session is left behind", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const eve = kit.client("browser");
    await eve.account.signup.mutate({ email: "eve@example.com", password: "a fine password" });
    const planted = eve.jar.cookies.get("latchkey.flow") ?? "";
    const victim = kit.client("browser");
    victim.jar.cookies.set("latchkey.flow", planted);
    victim.jar.cookies.set("latchkey.session", "x".repeat(43));
    await victim.account.login.mutate({ email: ada.email, password: ada.password });
    expect(victim.jar.cookies.get("latchkey.session")).not.toBe("x".repeat(43));
    expect(victim.jar.cookies.has("latchkey.flow")).toBe(false);
    expect(await eve.session.get.query()).toMatchObject({ status: "anonymous" });
  });

  it("counts for the address that the trusted proxy saw, not for what is written before it", async () => {
    await using kit = await createTestKit({ rateLimits: { login: "1/m/ip" } });
    const login = (forwarded: string) => {
      const client = kit.client("app");
      client.headers["x-forwarded-for"] = forwarded;
      return refusalOf(client.account.login.mutate({ email: "nobody@example.com", password: "x" }));
    };
    await login("203.0.113.1, 192.0.2.1");
    expect(await login("203.0.113.2, 192.0.2.1")).toMatchObject({ codes: ["rate_limited"] });
    expect(await login("203.0.113.2, 192.0.2.2")).not.toMatchObject({ codes: ["rate_limited"] });
  });

  it("is refused with the line to write where its address is unknown, but limits count by it", async () => {
    await using kit = await createTestKit({ trustedProxies: 0 });
    const client = kit.client("app");
    await expect(client.session.get.query()).rejects.toThrow(/clientAddress: \(req\) => req\.headers\.get/);
    await expect(client.account.logout.mutate()).rejects.toThrow(/clientAddress/);
    await using uncounted = await createTestKit({ trustedProxies: 0, rateLimits: false });
    expect(await uncounted.client("app").session.get.query()).toMatchObject({ status: "anonymous" });
    await using behind = await createTestKit({ trustedProxies: 1 });
    const direct = behind.client("app");
    direct.headers["x-forwarded-for"] = "unknown";
    await expect(direct.session.get.query()).rejects.toThrow(/clientAddress/);
  });

  it("counts for the address that the app's own function returns", async () => {
    await using kit = await createTestKit({
      trustedProxies: 0,
      rateLimits: { login: "1/m/ip" },
      clientAddress: (req) => req.headers.get("cf-connecting-ip"),
    });
    const login = (address: string) => {
      const client = kit.client("app");
      client.headers["cf-connecting-ip"] = address;
      return refusalOf(client.account.login.mutate({ email: "nobody@example.com", password: "x" }));
    };
    await login("192.0.2.1");
    expect(await login("192.0.2.1")).toMatchObject({ codes: ["rate_limited"] });
    expect(await login("192.0.2.2")).toMatchObject({ codes: ["email_password_mismatch/password"] });
    expect(await login("nonsense")).toMatchObject({ trpc: "INTERNAL_SERVER_ERROR" });
  });

  it("needs no address when there is no request: the app's own calls on its server", async () => {
    await using kit = await createTestKit({ trustedProxies: 0 });
    const t = initTRPC.context<Awaited<ReturnType<typeof kit.auth.createContext>>>().create();
    const caller = t.createCallerFactory(t.router({ auth: kit.auth.authRouter }))(await kit.auth.createContext({}));
    expect(await caller.auth.session.get()).toMatchObject({ status: "anonymous" });
    const app = { req: { headers: new Headers({ "x-latchkey-client": "app" }) } };
    const lost = t.createCallerFactory(t.router({ auth: kit.auth.authRouter }))(await kit.auth.createContext(app));
    await expect(lost.auth.session.get()).rejects.toThrow(/clientAddress/);
  });

  it("names its client, and only accepted ones are served", async () => {
    await using kit = await createTestKit({ clients: ["browser"] });
    expect(await refusalOf(kit.client("app").session.get.query())).toEqual({
      trpc: "FORBIDDEN",
      codes: ["client_not_allowed"],
    });
    const odd = kit.client("browser");
    odd.headers["x-latchkey-client"] = "toaster";
    expect(await refusalOf(odd.session.get.query())).toEqual({ trpc: "FORBIDDEN", codes: ["client_not_allowed"] });
  });

  it("is counted call by call in a batch", async () => {
    await using kit = await createTestKit({ rateLimits: { login: "3/m/ip", loginFailed: false } });
    const input = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [index, { email: "ada@example.com", password: "x" }]),
    );
    const paths = Array.from({ length: 10 }, () => "auth.account.login").join(",");
    const response = await kit.handler(
      new Request(`${ORIGIN}/trpc/${paths}?batch=1`, {
        method: "POST",
        headers: { origin: ORIGIN, "content-type": "application/json", "x-forwarded-for": "192.0.2.1" },
        body: JSON.stringify(input),
      }),
    );
    const answers = (await response.json()) as { error: { data: { auth: { errors: { code: string }[] } } } }[];
    const codes = answers.map(({ error }) => error.data.auth.errors[0]?.code);
    expect(codes.filter((code) => code === "email_password_mismatch")).toHaveLength(3);
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(7);
  });
});

describe("failures", () => {
  it("are masked: no SQL, no parameter, no stack", async () => {
    await using kit = await createTestKit({
      hooks: {
        async onSignup(user, tx) {
          await tx.execute(sql`insert into no_such_table values (${user.email})`);
        },
      },
    });
    const client = kit.client("browser");
    const signup = client.account.signup.mutate({ email: "secret@example.com", password: "a very secret password" });
    await refusalOf(signup);
    const body = await client.lastResponse?.text();
    expect(body).toContain("Internal server error");
    for (const leak of ["secret", "no_such_table", "insert", "stack", "$2b$"]) expect(body).not.toContain(leak);
    expect(kit.errors).toHaveLength(1);
    expect(await kit.database.select().from(users)).toHaveLength(0);
  });

  it("are logged without the values that were to be stored, by default and by the app's own function", async () => {
    const { database } = await testDatabase();
    await using kit = await createTestKit();
    const printed: unknown[] = [];
    const print = vi.spyOn(console, "error").mockImplementation((...parts) => void printed.push(...parts));
    const t = initTRPC.context<Awaited<ReturnType<typeof kit.auth.createContext>>>().create();
    const given: unknown[] = [];
    for (const onError of [undefined, (error: unknown) => void given.push(error)]) {
      const auth = createAuth({
        database,
        secret: "a secret of at least thirty-two characters",
        appName: "Acme",
        origin: ORIGIN,
        mail: kit.outbox.mail,
        rateLimits: false,
        ...(onError === undefined ? {} : { onError }),
        hooks: {
          async onSignup(user, tx) {
            await tx.execute(sql`create temp table once (email text constraint once_key unique) on commit drop`);
            for (const _twice of [1, 2]) await tx.execute(sql`insert into once values (${user.email})`);
          },
        },
      });
      const context = await auth.createContext({ req: { headers: new Headers({ "x-latchkey-client": "app" }) } });
      const caller = t.createCallerFactory(t.router({ auth: auth.authRouter }))(context);
      const signup = caller.auth.account.signup({ email: "secret@example.com", password: "a very long password" });
      const thrown: unknown = await signup.catch((error: unknown) => error);
      await auth.close();
      // The errors that tRPC passes to the app's own `onError` as well.
      const shown = inspect([printed, given, thrown], { depth: null, showHidden: true });
      expect(shown).not.toContain("secret@example.com");
      expect(shown).toContain("once_key");
    }
    print.mockRestore();
    expect(printed).toEqual(["[latchkey]", expect.objectContaining({ code: "23505", constraint: "once_key" })]);
    expect(given).toEqual([
      expect.objectContaining({ name: "DatabaseError", query: expect.stringContaining("insert into once") }),
    ]);
  });

  it("of the wiring state what is missing", async () => {
    await using kit = await createTestKit();
    const t = initTRPC.create();
    const caller = t.createCallerFactory(t.router({ auth: kit.auth.authRouter }))({} as never);
    await expect(caller.auth.session.get()).rejects.toThrow(/Spread it where the context is created: createContext/);
  });
});
