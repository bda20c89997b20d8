import { inspect } from "node:util";
import { getTableName, is, Table } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { createAuth } from "../../src/createAuth.ts";
import { jwt } from "../../src/index.ts";
import { AuthError } from "../../src/lib/authError.ts";
import { hashToken } from "../../src/lib/token.ts";
import * as tables from "../../src/schema.ts";
import { createTestKit } from "../support/kit.ts";

/** Every row of every table, as text. */
async function dump(database: Awaited<ReturnType<typeof createTestKit>>["database"]): Promise<string> {
  const parts = Object.values(tables).filter((table) => is(table, Table));
  const rows = [];
  for (const table of parts) rows.push(getTableName(table), await database.select().from(table));
  return JSON.stringify(rows);
}

describe("a dump of the database", () => {
  it("contains no token, code, key or password that works, nor messages in clear", async () => {
    let release = () => {};
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const seen: { code?: string; key?: string }[] = [];
    await using kit = await createTestKit({
      account: { loginByCode: { enabled: true }, emailVerification: "optional" },
      mail: {
        send(message) {
          seen.push(message.context);
          return hanging;
        },
      },
    });
    const ada = await kit.createUser({ password: "a password to look for" });
    const browser = kit.client("browser");
    await browser.account.login.mutate({ email: ada.email, password: ada.password });
    const app = kit.client("app");
    await app.account.code.request.mutate({ email: ada.email });
    await kit.client("app").account.password.requestReset.mutate({ email: ada.email });
    await new Promise((resolve) => setImmediate(resolve));
    const protectedUser = await kit.createUser({ totp: true });
    const device = kit.authenticator();
    const inside = await kit.clientOf(protectedUser, "app");
    const { options } = await inside.mfa.webauthn.beginRegistration.mutate();
    await inside.mfa.webauthn.register.mutate({ response: device.create(options) });
    const { codes } = await inside.mfa.recoveryCodes.generate.mutate();
    const { options: waiting } = await kit.client("app").mfa.webauthn.beginLogin.mutate();
    const setup = await (await kit.clientOf(ada, "app")).mfa.totp.begin.mutate();
    const factors = [protectedUser.totpSecret, setup.secret, waiting.challenge, ...(codes ?? [])];
    const secrets = [
      ...factors,
      ada.password,
      browser.jar.cookies.get("latchkey.session"),
      app.tokens.flowToken,
      ...seen.flatMap(({ code, key }) => [code, code?.replace("-", ""), key]),
    ].filter((secret) => secret !== undefined);
    expect(secrets.length).toBeGreaterThanOrEqual(6 + factors.length);
    const everything = await dump(kit.database);
    for (const secret of secrets) expect(everything).not.toContain(secret);
    expect(everything).toContain("latchkey_outbox");
    expect(JSON.stringify([kit.events, kit.errors])).not.toMatch(new RegExp(secrets.join("|")));
    release();
  });
});

describe("rotating the secret", () => {
  it("keeps codes and pending messages valid under the former one, and voids them when it is removed", async () => {
    const [old, fresh] = ["the former secret, thirty-two long", "the newer secret, thirty-two long!"];
    await using first = await createTestKit({ secret: old, account: { loginByCode: { enabled: true } } });
    const ada = await first.createUser();
    const client = first.client("app");
    await client.account.code.request.mutate({ email: ada.email });
    const code = (await first.delivered()).lastMail(ada.email).context.code ?? "";
    const { flowToken = "" } = client.tokens;
    const { createTestKit: onSame } = await import("../../src/testing.ts");
    await using gone = await onSame({
      database: first.database,
      secret: fresh,
      account: { loginByCode: { enabled: true } },
    });
    const late = gone.client("app");
    late.tokens.flowToken = flowToken;
    await expect(late.account.code.confirm.mutate({ code })).rejects.toThrow();
    await using rotated = await onSame({
      database: first.database,
      secret: [fresh, old],
      account: { loginByCode: { enabled: true } },
    });
    const next = rotated.client("app");
    next.tokens.flowToken = flowToken;
    expect(await next.account.code.confirm.mutate({ code })).toMatchObject({ status: "authenticated" });
  });
});

describe("a refusal of the database, as an app may log it", () => {
  it("contains nothing of what was to be stored", async () => {
    const params = ["second@example.com", "$2b$12$hash"];
    const driver = Object.assign(new Error("duplicate key"), { severity: "ERROR", code: "23505", detail: params[0] });
    const cause = Object.assign(new Error("Failed query", { cause: driver }), { query: "insert", params });
    const refused = new AuthError("username_taken", { param: "username", cause });
    const logged = inspect(refused, { depth: 12, showHidden: true });
    expect(logged).toContain("23505");
    expect(logged).not.toContain("@example.com");
    expect(logged).not.toContain("$2");
  });
});

describe("a failure of the database outside of our procedures, as an app may log it", () => {
  const token = "t".repeat(43);
  const origin = "https://app.example.com";

  function lost() {
    const errors: unknown[] = [];
    const auth = createAuth({
      // Nothing listens there: Drizzle's error has the text of the statement and its values.
      database: drizzle(new pg.Pool({ connectionString: "postgres://127.0.0.1:1/lost" })),
      secret: "a secret of enough characters, for a test",
      appName: "Acme",
      origin,
      mail: { send: async () => {} },
      session: { tokens: jwt() },
      onError: (error) => void errors.push(error),
    });
    return { auth, errors, [Symbol.asyncDispose]: () => auth.close() };
  }
  type Lost = ReturnType<typeof lost>;

  async function askWho({ auth }: Lost) {
    const headers = { cookie: `__Host-latchkey.session=${token}` };
    const context = await auth.createContext({ req: new Request(origin, { headers }), resHeaders: new Headers() });
    return context.auth.current();
  }

  const calls: [string, (lost: Lost) => Promise<unknown>][] = [
    ["ctx.auth.current", askWho],
    ["handler", ({ auth }) => auth.handler(new Request(`${origin}/.well-known/jwks.json`))],
    ["cleanUp", ({ auth }) => auth.cleanUp()],
    ["deliverMessages", ({ auth }) => auth.deliverMessages()],
  ];

  it.each(calls)("contains no value of the statement: %s", async (_name, call) => {
    await using app = lost();
    const error = await call(app).then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).toMatchObject({ name: "DatabaseError", message: "a query failed (ECONNREFUSED)" });
    const logged = inspect([error, app.errors], { depth: 12, showHidden: true });
    expect(logged).not.toMatch(/params|Failed query/);
    expect(logged).not.toContain(hashToken(token));
  });

  it("is reported where the app asks who is logged in, as by our procedures", async () => {
    await using app = lost();
    await expect(askWho(app)).rejects.toThrow("a query failed");
    expect(app.errors).toMatchObject([{ name: "DatabaseError" }]);
  });
});
