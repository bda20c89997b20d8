import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PasswordHasher } from "../../src/hashers.ts";
import type { AuthOptions } from "../../src/index.ts";
import type { Telemetry } from "../../src/ports/telemetry/telemetry.ts";
import { outbox } from "../../src/schema.ts";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const unheard: unknown[] = [];
const listen = (error: unknown) => void unheard.push(error);
beforeEach(() => {
  unheard.length = 0;
  process.on("unhandledRejection", listen);
});
afterEach(() => {
  process.off("unhandledRejection", listen);
  vi.restoreAllMocks();
});

const down = () => new Error("the app's own service is down");
const rejects = async () => {
  throw down();
};
const throws = () => {
  throw down();
};

const noTelemetry: Telemetry = {
  span: (_name, _attributes, work) => work({ describe: () => {}, fail: () => {} }),
  count: () => {},
};

/** Node reports an unhandled rejection at the end of a turn. */
const turns = async () => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe("what fails in the app's own code", () => {
  it.each<[string, Partial<AuthOptions>]>([
    ["onEvent throws", { onEvent: throws }],
    ["onEvent rejects", { onEvent: rejects }],
    ["onError throws", { onError: throws, mail: { send: rejects } }],
    ["onError rejects", { onError: rejects, mail: { send: rejects } }],
    ["a delivery throws", { mail: { send: throws } }],
    ["a delivery rejects", { mail: { send: rejects } }],
    ["background throws", { background: throws, audit: true }],
    ["background rejects", { background: rejects, audit: true }],
    ["telemetry throws when it counts", { telemetry: { ...noTelemetry, count: throws } }],
    ["background throws late", { background: (promise) => void promise.then(throws).catch(() => {}) }],
  ])("ends neither the process nor the call when %s", async (_what, options) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await using kit = await createTestKit(options);
    const ada = await kit.createUser();
    const client = kit.client("browser");
    await client.account.password.requestReset.mutate({ email: ada.email });
    await refusalOf(client.account.login.mutate({ email: ada.email, password: "wrong" }));
    const login = client.account.login.mutate({ email: ada.email, password: TEST_PASSWORD });
    expect(await login).toMatchObject({ status: "authenticated" });
    await kit.delivered();
    await turns();
    expect(unheard).toEqual([]);
  });

  it("is reported when it is background, and what it was to wait for is done nevertheless", async () => {
    await using kit = await createTestKit({ background: throws, audit: true });
    await kit.client("app").account.password.requestReset.mutate({ email: "nobody@example.com" });
    expect((await kit.delivered()).mails.map(({ template }) => template)).toEqual(["unknown_account"]);
    expect(kit.errors.map(String)).toContain(String(down()));
    expect(await kit.database.select().from(outbox)).toEqual([]);
  });

  it("keeps no event from onEvent when it is what counts them", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await using kit = await createTestKit({ telemetry: { ...noTelemetry, count: throws } });
    const ada = await kit.createUser();
    await kit.client("app").account.login.mutate({ email: ada.email, password: TEST_PASSWORD });
    expect(kit.events.map(({ type }) => type)).toContain("login");
  });

  it.each<[string, AuthOptions["hooks"]]>([
    ["canLogin", { canLogin: rejects }],
    ["onLogin", { onLogin: rejects }],
    ["onUserDelete", { onUserDelete: rejects }],
  ])("undoes the call and reveals nothing when the hook %s rejects", async (name, hooks) => {
    await using kit = await createTestKit({ hooks: hooks ?? {} });
    const ada = await kit.createUser();
    const call =
      name === "onUserDelete"
        ? (await kit.clientOf(ada, "app")).account.delete.mutate()
        : kit.client("app").account.login.mutate({ email: ada.email, password: TEST_PASSWORD });
    expect(await refusalOf(call)).toEqual({ trpc: "INTERNAL_SERVER_ERROR", codes: [] });
    expect(await kit.auth.getUser(ada.id)).not.toBeNull();
    expect(kit.errors).toHaveLength(1);
    await turns();
    expect(unheard).toEqual([]);
  });
});

describe("what fails below", () => {
  it("reports the error behind every masked response to the app", async () => {
    const { database } = await testDatabase();
    await using kit = await createTestKit({
      rateLimitStore: { take: rejects, giveBack: rejects },
      database,
    });
    const ada = await kit.createUser();
    const login = kit.client("app").account.login.mutate({ email: ada.email, password: TEST_PASSWORD });
    expect(await refusalOf(login)).toEqual({ trpc: "INTERNAL_SERVER_ERROR", codes: [] });
    expect(kit.errors).toHaveLength(1);
    expect(kit.events.map(({ type }) => type)).toContain("error");
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });
});

describe("more passwords than the machine can hash", () => {
  it("wait for each other and not for reads; those beyond the limit are refused, and the rest get a response", async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    const slow: PasswordHasher = {
      recognizes: () => true,
      hash: async () => "hash",
      needsRehash: () => false,
      verify: () =>
        new Promise((resolve) => {
          most = Math.max(
            most,
            waiting.push(() => resolve(false)),
          );
        }),
    };
    await using kit = await createTestKit({ rateLimits: false, account: { password: { hasher: slow } } });
    const ada = await kit.createUser();
    const reader = await kit.clientOf(ada, "app");
    let answered = 0;
    const logins = Array.from({ length: 160 }, async () => {
      const refused = await refusalOf(kit.client("app").account.login.mutate({ email: ada.email, password: "wrong" }));
      answered += 1;
      return refused?.codes[0];
    });
    // A look-up of files or names would wait in the same pool as the hashes.
    await expect.poll(() => answered, { timeout: 20_000 }).toBeGreaterThan(20);
    expect(await reader.session.get.query()).toMatchObject({ status: "authenticated" });
    const release = setInterval(() => waiting.shift()?.(), 0);
    const codes = await Promise.all(logins);
    clearInterval(release);
    expect(most).toBeLessThanOrEqual(3);
    const refused = codes.filter((code) => code === "rate_limited").length;
    const compared = codes.filter((code) => code === "email_password_mismatch/password").length;
    expect(refused).toBeGreaterThan(20);
    expect(compared).toBeGreaterThan(0);
    expect(refused + compared).toBe(codes.length);
  }, 60_000);
});

describe("what an app's log gets", () => {
  it("is one line of plain characters, whatever a request calls itself", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = kit.client("app");
    client.headers["user-agent"] = `\u001b[31mroot\u009b2J\u0085 ${"x".repeat(4_000)}`;
    await refusalOf(client.account.login.mutate({ email: ada.email, password: "wrong" }));
    await client.account.login.mutate({ email: ada.email, password: TEST_PASSWORD });
    const told = kit.events.filter(({ type }) => type === "login" || type === "login_failed");
    expect(told).toHaveLength(2);
    for (const { userAgent = "" } of told) {
      expect(userAgent).not.toMatch(/\p{Cc}/u);
      expect(userAgent.length).toBeLessThanOrEqual(200);
      expect(userAgent).toContain("root");
    }
  });
});
