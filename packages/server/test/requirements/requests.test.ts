import { describe, expect, it } from "vitest";
import { oidc } from "../../src/providers.ts";
import { memoryRateLimitStore } from "../../src/rateLimits.ts";
import { sessions } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

type Kit = Awaited<ReturnType<typeof createTestKit>>;

/** Every procedure of the router by its path, as stored by tRPC. */
function proceduresOf(kit: Kit): [path: string, type: string, inputs: unknown[]][] {
  // tRPC's own record of the router, keyed by full path; each entry is a procedure with its definition.
  const procedures = kit.auth.authRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: string; inputs: unknown[] } }
  >;
  return Object.entries(procedures).map(([path, { _def }]) => [path, _def.type, _def.inputs]);
}

/** The fields of an input parser; none when it accepts no object. */
function fieldsOf(input: unknown): string[] {
  const isObject = typeof input === "object" && input !== null;
  const shape: unknown = isObject && "shape" in input ? input.shape : {};
  return Object.keys(shape ?? {});
}

describe("a call that changes something", () => {
  it("is a mutation: these are all the queries", async () => {
    await using kit = await createTestKit();
    const queries = proceduresOf(kit).flatMap(([path, type]) => (type === "mutation" ? [] : [path]));
    expect(queries.sort().join(" ")).toBe(
      "account.activity account.email.list account.phone.get account.user mfa.authenticators mfa.recoveryCodes.get mfa.trustedBrowsers.list mfa.webauthn.signals " +
        "session.config session.get session.list social.connections.list social.providers social.signup.get",
    );
  });

  it("is never done by GET, HEAD or OPTIONS, whatever the request claims about its method", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const client = await kit.clientOf(await kit.createUser(), "browser");
    const mutations = proceduresOf(kit).filter(([, type]) => type === "mutation");
    expect(mutations.length).toBeGreaterThan(40);
    const { takeStatements } = await testDatabase();
    takeStatements();
    for (const [path] of mutations) {
      for (const method of ["GET", "HEAD", "OPTIONS"]) {
        const url = `${kit.origin}/trpc/auth.${path}?input=%7B%7D&_method=POST&methodOverride=POST`;
        const response = await client.fetch(url, { method, headers: { "x-http-method-override": "POST" } }).catch(
          // The test client parses JSON in every response to an app, and a response to HEAD has none.
          () => null,
        );
        if (method === "GET") expect([path, response?.status]).toEqual([path, 405]);
      }
    }
    expect(takeStatements().filter((statement) => !statement.startsWith("select"))).toEqual([]);
    expect(await kit.database.select().from(sessions)).toHaveLength(1);
  });
});

describe("a call that reads", () => {
  it("takes no password, code, key or token, which its address would show to every log", async () => {
    await using kit = await createTestKit();
    const queries = proceduresOf(kit).filter(([, type]) => type === "query");
    expect(queries.length).toBeGreaterThan(8);
    const asked = queries.flatMap(([path, , inputs]) => inputs.flatMap(fieldsOf).map((field) => `${path} ${field}`));
    expect(asked.filter((field) => /password|code|key|token|secret|email|phone|state/i.test(field))).toEqual([]);
    // `fieldsOf` does find fields where there are any.
    const login = proceduresOf(kit).find(([path]) => path === "account.login");
    expect(login?.[2].flatMap(fieldsOf)).toContain("password");
  });

  it("returns only JSON, to a script tag and a style sheet's address as well", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, "browser");
    const get = async (path: string) => {
      const response = await client.fetch(`${kit.origin}/trpc/auth.${path}`);
      return { response, body: await response.text() };
    };
    const read = await get("account.user?callback=alert&jsonp=alert");
    expect(read.response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(JSON.parse(read.body)).toMatchObject({ result: { data: { email: ada.email } } });
    for (const path of ["account.user/x.css", "account.user.css", "account.user%2Fx.js"]) {
      const { response, body } = await get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(body).not.toContain(ada.email);
    }
  });

  it("lets no other origin read its response", async () => {
    await using kit = await createTestKit({ trustedOrigins: ["https://*.acme.com"] });
    const client = await kit.clientOf(await kit.createUser(), "browser");
    for (const origin of ["https://evil.com", "null", "https://shop.acme.com"]) {
      for (const method of ["GET", "OPTIONS"]) {
        const url = `${kit.origin}/trpc/auth.account.user`;
        const response = await client.fetch(url, { method, headers: { origin } });
        const allowed = [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
        expect(allowed).toEqual([]);
      }
    }
  });
});

describe("a batch of a thousand", () => {
  const batch = (kit: Kit, path: string, input: object) => {
    const calls = Array.from({ length: 1_000 });
    const url = `${kit.origin}/trpc/${calls.map(() => `auth.${path}`).join(",")}?batch=1`;
    const headers = { origin: kit.origin, "content-type": "application/json", "x-forwarded-for": "192.0.2.1" };
    const body = JSON.stringify(Object.fromEntries(calls.map((_, index) => [index, input])));
    return kit.handler(new Request(url, { method: "POST", headers, body }));
  };

  it("is a thousand calls to the limits: five passwords are compared", async () => {
    await using kit = await createTestKit({ rateLimitStore: memoryRateLimitStore() });
    const ada = await kit.createUser();
    await (await batch(kit, "account.login", { email: ada.email, password: "wrong" })).text();
    expect(kit.events.filter(({ type }) => type === "login_failed")).toHaveLength(5);
    expect(kit.errors).toEqual([]);
  }, 60_000);

  it("reads its session once", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const client = await kit.clientOf(await kit.createUser(), "app");
    const { takeStatements } = await testDatabase();
    takeStatements();
    const paths = Array.from({ length: 1_000 }, () => "auth.account.user").join(",");
    const response = await client.fetch(`${kit.origin}/trpc/${paths}?batch=1&input=%7B%7D`);
    expect(response.status).toBe(200);
    expect(takeStatements()).toHaveLength(1);
  });
});

describe("a response of auth.handler", () => {
  it("is no page: it declares its type, is not cached, and shows nothing of what was posted", async () => {
    const apple = oidc({
      id: "apple",
      name: "Apple",
      issuer: "https://id.example.com",
      clientId: "acme",
      responseMode: "form_post",
    });
    await using kit = await createTestKit({ social: { providers: [apple] } });
    const script = "<script>alert(1)</script>";
    const answers = ["short", "x".repeat(70_000)].map((state) =>
      kit.auth.handler(
        new Request(`${kit.origin}/auth/form-post/apple`, {
          method: "POST",
          body: new URLSearchParams({ state: state + script }),
        }),
      ),
    );
    const [redirect, tooLong] = await Promise.all(answers);
    expect([redirect?.status, tooLong?.status]).toEqual([303, 413]);
    for (const answer of [redirect, tooLong]) {
      expect(answer?.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer?.headers.get("cache-control")).toBe("no-store");
      expect(answer?.headers.get("content-type") ?? "text/plain").toMatch(/^text\/plain/);
      expect(await answer?.text()).not.toContain("script");
    }
    expect(redirect?.headers.get("referrer-policy")).toBe("no-referrer");
  });
});

describe("a link in a mail", () => {
  it("carries its key in the fragment, which browsers send to nobody", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    await kit.client("app").account.password.requestReset.mutate({ email: ada.email });
    await kit.client("app").account.signup.mutate({ email: "new@example.com", password: "a fine password" });
    const { lastMail } = await kit.delivered();
    for (const to of [ada.email, "new@example.com"]) {
      const { url = "", key = "" } = lastMail(to).context;
      expect(key).toMatch(/^[\w-]{43}$/);
      expect(new URL(url).hash).toContain(key);
      expect(url.split("#")[0]).not.toContain(key);
    }
  });
});

describe("rules of access", () => {
  it("hold for every caller without our client: every procedure that needs a session refuses", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      account: { loginMethods: ["email", "phone"], loginByCode: { enabled: true } },
    });
    const open = proceduresOf(kit)
      .filter(([path]) =>
        /^(account\.(update|delete|user|reauthenticate|email\.(add|remove|setPrimary|list)|phone\.(get|set)|password\.change)|social\.connections\.|mfa\.(authenticators|reauthenticate|totp\.|recoveryCodes\.|trustedBrowsers\.|webauthn\.(beginRegistration|register|rename|remove|beginReauthentication|reauthenticate))|session\.(list|revoke|revokeOthers))/.test(
          path,
        ),
      )
      .map(([path, type]) => [path, type] as const);
    expect(open.length).toBeGreaterThan(20);
    const stranger = kit.client("app");
    const waiting = kit.client("app");
    await waiting.account.signup.mutate({ email: "new@example.com", password: "a fine password" });
    for (const [path, type] of open) {
      for (const client of [stranger, waiting]) {
        const url = `${kit.origin}/trpc/auth.${path}`;
        const body = {
          email: "a@example.com",
          password: "x",
          newPassword: "x",
          name: "x",
          ids: [],
          phone: "+4915112345678",
        };
        const response =
          type === "query"
            ? await client.fetch(`${url}?input=%7B%7D`)
            : await client.fetch(url, {
                method: "POST",
                headers: { "content-type": "application/json" },
                body: JSON.stringify(body),
              });
        expect([path, response.status]).toEqual([path, 401]);
      }
    }
    expect(await refusalOf(waiting.account.user.query())).toMatchObject({ trpc: "UNAUTHORIZED" });
  });
});
