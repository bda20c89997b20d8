import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createAuth } from "../src/index.ts";
import { consoleMail } from "../src/mail.ts";
import { createTestKit, testDatabase } from "./support/kit.ts";

const { database } = await testDatabase();
const base = {
  database,
  secret: "x".repeat(32),
  appName: "Acme",
  origin: "https://acme.com",
  mail: consoleMail(),
};
const failing = (options: object) => () => createAuth({ ...base, ...options });

describe("options", () => {
  it.each([
    [{ secret: "short" }, /secret\.0: .*at least 32 characters/],
    [{ origin: "https://acme.com/" }, /origin: expected an origin such as/],
    [{ origin: "acme.com" }, /origin/],
    [{ trustedOrigins: ["https://admin.acme.com/"] }, /trustedOrigins\.0: expected an origin such as/],
    [{ trustedOrigins: ["https://acme.de", "admin.acme.com"] }, /trustedOrigins\.1: expected an origin such as/],
    [{ trustedOrigins: ["https://*"] }, /trustedOrigins\.0: .*"https:\/\/\*\.acme\.com" for its subdomains/],
    [{ trustedOrigins: ["https://*.acme.*"] }, /trustedOrigins\.0/],
    [{ trustedOrigins: ["null"] }, /trustedOrigins\.0/],
    [{ acount: {} }, /acount/],
    [{ account: { emailVerification: "sometimes" } }, /account\.emailVerification/],
    [{ account: { signup: { emial: "off" } } }, /account\.signup.*emial/],
    [{ account: { emailVerificationBy: "code", emailVerification: "optional" } }, /emailVerificationBy "code" needs/],
    [{ account: { signup: { email: "off" } } }, /account\.signup\.email is "off"/],
    [{ account: { loginMethods: ["phone"] } }, /sms is missing/],
    [{ mail: undefined }, /mail is missing: set/],
    [{ account: { signup: { password: "off" } } }, /enable account\.loginByCode/],
    [{ account: { urls: { verifyEmail: "/verify" } } }, /\{key\}/],
    [{ account: { urls: { signup: "http://[" } } }, /account\.urls\.signup: expected a path such as/],
    [{ rateLimits: { login: "often" } }, /rateLimits\.login: expected amount\/period\/scope/],
    [{ rateLimits: { logins: "5/m/ip" } }, /rateLimits\.logins: there is no such limit/],
    [{ rateLimits: null }, /rateLimits: expected limits by name, or false/],
    [
      { account: { password: { hasher: { hash: () => {}, verify: () => {} } } } },
      /account\.password\.hasher: expected an object with the methods recognizes\(\), verify\(\), hash\(\), needsRehash\(\)/,
    ],
    [
      { account: { password: { legacyHashers: [{ verify: () => {} }] } } },
      /account\.password\.legacyHashers\.0: expected an object with the methods recognizes\(\), verify\(\)/,
    ],
    [{ hooks: { onSignup: "welcome" } }, /hooks\.onSignup: expected a function/],
    [
      { hooks: { onSingup: () => {} } },
      /hooks\.onSingup: there is none of this name; expected one of onSignup, onLogin/,
    ],
    [{ hooks: [] }, /hooks: expected an object of functions/],
    [{ mails: { verify_email: "Welcome" } }, /mails\.verify_email: expected a function/],
    [
      { mails: { verify_emial: () => ({}) } },
      /mails\.verify_emial: there is no such template; expected one of verify_email/,
    ],
    [
      { account: { signup: { fields: z.object({ email: z.string() }) } } },
      /fields\.email: this name is reserved by Latchkey/,
    ],
    [{ social: { serverCallback: ["gogle"] } }, /social\.serverCallback names "gogle"/],
    [{ social: { serverCallback: true }, session: { cookie: { sameSite: "strict" } } }, /sameSite "lax"/],
    [{ social: { serverCallback: true }, clients: ["app"] }, /needs "browser" in clients/],
    [{ session: { cookie: { sameSite: "none" } }, origin: "http://acme.com" }, /needs an https origin/],
  ])("%j is refused with what is expected", (options, message) => {
    expect(failing(options)).toThrow(message);
  });

  it("may leave a hook or a text undefined", () => {
    expect(failing({ hooks: { onSignup: undefined }, mails: { verify_email: undefined } })).not.toThrow();
  });

  it("trust origins as browsers write them, also those of apps", () => {
    const trustedOrigins = [
      "https://acme.de",
      "http://localhost:3000",
      "https://*.acme.com",
      "http://*.localhost:3000",
    ];
    expect(
      failing({ trustedOrigins: [...trustedOrigins, "capacitor://localhost", "tauri://localhost"] }),
    ).not.toThrow();
  });

  it("need no input and no output to be checked", () => {
    expect(failing({})).not.toThrow();
  });
});

describe("a database that is down", () => {
  it("is an error for everybody with a session, never an anonymous visitor", async () => {
    const { PGlite } = await import("@electric-sql/pglite");
    const { drizzle } = await import("drizzle-orm/pglite");
    const { migrate } = await import("../src/migrate.ts");
    const client = new PGlite();
    const database = drizzle(client);
    await migrate(database);
    await using kit = await createTestKit({ database });
    const ada = await kit.createUser();
    const browser = await kit.clientOf(ada, "browser");
    await client.close();
    const calls = [
      browser.session.get.query(),
      browser.account.user.query(),
      kit.client("app").account.login.mutate({ email: ada.email, password: ada.password }),
    ];
    const failed = { data: { code: "INTERNAL_SERVER_ERROR" }, message: "Internal server error" };
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(failed)));
  });
});

describe("migrate", () => {
  it("may be called by several processes at the same time, and again", async () => {
    const { database } = await createTestKit();
    const { migrate } = await import("../src/migrate.ts");
    await Promise.all([migrate(database), migrate(database), migrate(database)]);
  });
});
