import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { knownClients } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { keyMailedTo, mailsTo } from "../support/mailboxes.ts";
import type { Client } from "../support/passkeys.ts";

const DAY = 86_400;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";

type Kit = Awaited<ReturnType<typeof createTestKit>>;
type User = Awaited<ReturnType<Kit["createUser"]>>;

const openKit = (options: Parameters<typeof createTestKit>[0] = {}) =>
  createTestKit({ ...options, account: { notifications: { newLogin: true }, ...options.account } });

async function logIn(kit: Kit, { email, password }: User, client: Client): Promise<Client> {
  kit.clock.advance(1);
  await client.account.login.mutate({ email, password });
  return client;
}

/** A user of long standing, and the client in which they have logged in before. */
async function settled(kit: Kit, kind: "browser" | "app") {
  const ada = await kit.createUser();
  const client = await logIn(kit, ada, kit.client(kind));
  await client.account.logout.mutate();
  kit.clock.advance(2 * DAY);
  expect(await mailsTo(kit, ada.email)).toEqual([]);
  return { ada, client };
}

describe.each(["browser", "app"] as const)("a login of a %s", (kind) => {
  it("is reported when the user has not logged in there before, once", async () => {
    await using kit = await openKit();
    const { ada } = await settled(kit, kind);
    const other = kit.client(kind, { ip: "198.51.100.7" });
    other.headers["user-agent"] = FIREFOX;
    await logIn(kit, ada, other);
    await other.account.logout.mutate();
    await logIn(kit, ada, other);
    expect(await mailsTo(kit, ada.email)).toEqual(["new_login"]);
    const { text, context } = (await kit.delivered()).lastMail(ada.email);
    expect(context).toMatchObject({
      ip: "198.51.100.7",
      device: { browser: "Firefox", system: "Linux", kind: "desktop" },
      passwordResetUrl: `${kit.origin}/forgot-password`,
    });
    expect(text).toContain("IP address: 198.51.100.7. Browser or app: Firefox on Linux.");
    expect(text).toContain("If this was you, you need not do anything.");
    expect(text).toContain("Not you? Reset your password");
  });

  it("is not reported where they have, after a logout too", async () => {
    await using kit = await openKit();
    const { ada, client } = await settled(kit, kind);
    await logIn(kit, ada, client);
    expect(await mailsTo(kit, ada.email)).toEqual([]);
  });

  it("is reported whatever user agent and address it has: those are no secret", async () => {
    await using kit = await openKit();
    const { ada } = await settled(kit, kind);
    await logIn(kit, ada, kit.client(kind));
    expect(await mailsTo(kit, ada.email)).toEqual(["new_login"]);
  });

  it("is reported after half a year without one", async () => {
    await using kit = await openKit();
    const { ada, client } = await settled(kit, kind);
    kit.clock.advance(100 * DAY);
    await logIn(kit, ada, client);
    await client.account.logout.mutate();
    // The period restarts at each login.
    kit.clock.advance(100 * DAY);
    await logIn(kit, ada, client);
    await client.account.logout.mutate();
    expect(await mailsTo(kit, ada.email)).toEqual([]);
    kit.clock.advance(181 * DAY);
    await logIn(kit, ada, client);
    expect(await mailsTo(kit, ada.email)).toEqual(["new_login"]);
  });

  it("is not known for the sake of another user", async () => {
    await using kit = await openKit();
    const { ada, client } = await settled(kit, kind);
    const bob = await kit.createUser();
    kit.clock.advance(2 * DAY);
    await logIn(kit, bob, client);
    await client.account.logout.mutate();
    expect(await mailsTo(kit, bob.email)).toEqual(["new_login"]);
    // Both are known there now, under one token.
    await logIn(kit, ada, client);
    await client.account.logout.mutate();
    await logIn(kit, bob, client);
    expect([await mailsTo(kit, ada.email), await mailsTo(kit, bob.email)]).toEqual([[], ["new_login"]]);
  });

  it("is not reported when it is the signup, or the first one right after it", async () => {
    await using kit = await openKit();
    const [email, password] = ["ada@example.com", "correct horse battery"];
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, password });
    const key = await keyMailedTo(kit, email);
    await kit.client(kind).account.email.verify.mutate({ key });
    await kit.client(kind).account.login.mutate({ email, password });
    expect(await mailsTo(kit, email)).toEqual(["verify_email"]);
  });
});

describe("a known client", () => {
  it("has a new token after each login, so that a planted or stolen copy is of no use", async () => {
    await using kit = await openKit();
    const { ada, client } = await settled(kit, "browser");
    const stolen = client.jar.cookies.get("latchkey.device") ?? "";
    await logIn(kit, ada, client);
    expect(client.jar.cookies.get("latchkey.device")).not.toBe(stolen);
    const thief = kit.client("browser");
    thief.jar.cookies.set("latchkey.device", stolen);
    await logIn(kit, ada, thief);
    expect(await mailsTo(kit, ada.email)).toEqual(["new_login"]);
  });

  it("is not another user's, whose token was planted there", async () => {
    await using kit = await openKit();
    const { ada, client } = await settled(kit, "browser");
    const eve = await kit.createUser();
    const eves = await logIn(kit, eve, kit.client("browser"));
    const planted = eves.jar.cookies.get("latchkey.device") ?? "";
    client.jar.cookies.set("latchkey.device", planted);
    await logIn(kit, ada, client);
    expect(await mailsTo(kit, ada.email)).toEqual(["new_login"]);
    await eves.account.logout.mutate();
    await logIn(kit, ada, eves);
    expect(await mailsTo(kit, ada.email)).toEqual(["new_login", "new_login"]);
  });

  it("keeps neither address nor user agent, and is forgotten with its period or its user", async () => {
    await using kit = await openKit();
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, kit.client("app"));
    const rows = await kit.database.select().from(knownClients);
    expect(rows).toEqual([
      { id: expect.any(String), tokenHash: expect.any(String), userId: ada.id, expiresAt: expect.any(Date) },
    ]);
    expect(rows[0]?.tokenHash).not.toBe(client.tokens.deviceToken);
    kit.clock.advance(180 * DAY);
    await kit.auth.cleanUp();
    expect(await kit.database.select().from(knownClients)).toEqual([]);
  });

  it("takes the place of the oldest when a user has very many", async () => {
    await using kit = await openKit({ rateLimits: false, account: { notifications: { unfinishedLogin: true } } });
    const ada = await kit.createUser();
    for (let count = 0; count < 102; count++) await logIn(kit, ada, kit.client("app"));
    expect(await kit.database.$count(knownClients, eq(knownClients.userId, ada.id))).toBe(100);
  });

  it("is not stored where nobody asked for it", async () => {
    await using kit = await createTestKit();
    const { client } = await settled(kit, "browser");
    expect([...client.jar.cookies.keys()]).not.toContain("latchkey.device");
    expect(await kit.database.select().from(knownClients)).toEqual([]);
  });
});

describe("a new login", () => {
  it("is not reported in a browser that is trusted", async () => {
    await using kit = await openKit({ mfa: { trust: true }, rateLimits: false });
    const ada = await kit.createUser({ totp: true });
    const client = await logIn(kit, ada, kit.client("browser"));
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    await client.mfa.trust.mutate({ trust: true });
    await client.account.logout.mutate();
    kit.clock.advance(2 * DAY);
    client.jar.cookies.delete("latchkey.device");
    await logIn(kit, ada, client);
    expect(await mailsTo(kit, ada.email)).toEqual([]);
    client.jar.cookies.delete("latchkey.device");
    client.jar.cookies.delete("latchkey.trust");
    await client.account.logout.mutate();
    await logIn(kit, ada, client);
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    // Trusting it now is not what made it known.
    await client.mfa.trust.mutate({ trust: true });
    expect(await mailsTo(kit, ada.email)).toEqual(["new_login"]);
  });

  it("is reported once of twenty at once in new clients, each of its own", async () => {
    await using kit = await openKit({ rateLimits: false });
    const { ada, client } = await settled(kit, "app");
    const { email, password } = ada;
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index === 0 ? client : kit.client("app")).account.login.mutate({ email, password }),
      ),
    );
    expect(await mailsTo(kit, email)).toEqual(Array.from({ length: 19 }, () => "new_login"));
    expect(kit.errors).toEqual([]);
  });
});

describe("a login after wrong guesses", () => {
  async function guess(kit: Kit, { email }: User, times: number) {
    for (let count = 0; count < times; count++) {
      kit.clock.advance(61);
      await refusalOf(kit.client("app", { ip: "198.51.100.9" }).account.login.mutate({ email, password: "wrong" }));
    }
    kit.clock.advance(301);
  }

  it.each([
    [4, []],
    [5, ["login_after_failures"]],
  ])("of which there were %d brings the mails %j, in a known client as well", async (times, mails) => {
    await using kit = await createTestKit({ account: { notifications: { newLogin: true, loginAfterFailures: true } } });
    const { ada, client } = await settled(kit, "browser");
    await guess(kit, ada, times);
    await logIn(kit, ada, client);
    await client.account.logout.mutate();
    // They are forgotten with the login.
    await logIn(kit, ada, client);
    expect(await mailsTo(kit, ada.email)).toEqual(mails);
  });

  it("is reported at its end, when a second factor follows", async () => {
    await using kit = await createTestKit({ account: { notifications: { loginAfterFailures: true } } });
    const ada = await kit.createUser({ totp: true });
    await guess(kit, ada, 5);
    const client = await logIn(kit, ada, kit.client("app"));
    expect(await mailsTo(kit, ada.email)).toEqual([]);
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    expect(await mailsTo(kit, ada.email)).toEqual(["login_after_failures"]);
  });
});

describe("new logins", () => {
  it("are reported again after a reset, also in the client of whoever it was", async () => {
    await using kit = await openKit();
    const { ada } = await settled(kit, "browser");
    const thief = await logIn(kit, ada, kit.client("browser"));
    await thief.account.logout.mutate();
    const owner = kit.client("app");
    await owner.account.password.requestReset.mutate({ email: ada.email });
    const key = await keyMailedTo(kit, ada.email, "password_reset");
    await owner.account.password.reset.mutate({ key, password: "a newer fine password" });
    await logIn(kit, { ...ada, password: "a newer fine password" }, thief);
    expect((await mailsTo(kit, ada.email)).filter((template) => template === "new_login")).toHaveLength(2);
  });

  it("are reported to verified addresses only", async () => {
    await using kit = await openKit({
      rateLimits: false,
      account: { loginMethods: ["username"], emailVerification: "optional", signup: { email: "optional" } },
    });
    const email = "stranger@example.com";
    await kit.auth.createUser({ username: "mallory", email, emailVerified: false, password: "a fine password" });
    kit.clock.advance(2 * DAY);
    for (let count = 0; count < 3; count += 1) {
      const client = kit.client("app");
      await client.account.login.mutate({ username: "mallory", password: "a fine password" });
    }
    expect(await mailsTo(kit, email)).toEqual([]);
  });
});
