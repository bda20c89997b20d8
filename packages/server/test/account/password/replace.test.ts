import { afterEach, describe, expect, it } from "vitest";
import type { ClientKind } from "../../../src/wire/protocol.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../../support/mailboxes.ts";
import type { Client } from "../../support/passkeys.ts";

const breached = "a password that was breached";
const fine = "staples of a battery";
const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };
const changing = { status: "pending", flow: { id: "change_password" } };

type Kit = Awaited<ReturnType<typeof createTestKit>>;

/** Passwords that became known to attackers after they were set. */
const known = new Set<string>();
afterEach(() => known.clear());

async function start(kind: ClientKind, options: Parameters<typeof createTestKit>[0] = {}) {
  const kit = await createTestKit({
    rateLimits: false,
    ...options,
    account: { ...options.account, password: { isBlocked: (one) => known.has(one), checkAtLogin: true } },
  });
  return { kit, client: kit.client(kind) };
}

/** A user whose password was breached after it was set. */
async function breachedUser(kit: Kit, user: object = {}) {
  const grace = await kit.createUser({ password: breached, ...user });
  known.add(breached);
  return grace;
}

const logIn = (client: Client, email: string, password = breached) => client.account.login.mutate({ email, password });

describe.each(["browser", "app"] as const)("account.password.checkAtLogin, %s client", (kind) => {
  it("has whoever uses a breached password choose another, once a code has shown that it is them", async () => {
    const { kit, client } = await start(kind);
    const grace = await breachedUser(kit);
    await kit.clientOf(grace, kind);
    expect(await logIn(client, grace.email)).toMatchObject({ status: "pending", flow: { id: "login_by_code" } });
    const { code = "" } = (await kit.delivered()).lastMail(grace.email, "login_code").context;
    expect(await client.account.code.confirm.mutate({ code })).toMatchObject(changing);
    const codesOf = async (password: string) =>
      (await refusalOf(client.account.password.replace.mutate({ password })))?.codes;
    expect(await codesOf(breached)).toEqual(["password_too_common/password"]);
    expect(await codesOf("short")).toEqual(["password_too_short/password"]);
    expect(await codesOf(grace.email)).toEqual(["password_too_similar/password"]);
    expect(await client.account.password.replace.mutate({ password: fine })).toMatchObject({ status: "authenticated" });
    expect(await kit.sessionsOf(grace)).toHaveLength(1);
    expect((await kit.delivered()).lastMail(grace.email).template).toBe("password_changed");
    expect(await logIn(kit.client(kind), grace.email, fine)).toMatchObject({ status: "authenticated" });
    expect((await refusalOf(logIn(kit.client(kind), grace.email)))?.codes).toEqual([
      "email_password_mismatch/password",
    ]);
    await kit[Symbol.asyncDispose]();
  });

  it("leaves other passwords and other ways in alone, and looks nothing up for a wrong one", async () => {
    const asked: string[] = [];
    await using kit = await createTestKit({
      rateLimits: false,
      account: {
        loginByCode: { enabled: true },
        password: {
          checkAtLogin: true,
          isBlocked(password) {
            asked.push(password);
            return known.has(password);
          },
        },
      },
    });
    const ada = await breachedUser(kit);
    asked.length = 0;
    await refusalOf(logIn(kit.client(kind), ada.email, "a wrong guess"));
    expect(asked).toEqual([]);
    const client = kit.client(kind);
    await client.account.code.request.mutate({ email: ada.email });
    const code = await keyMailedTo(kit, ada.email, "login_code");
    expect(await client.account.code.confirm.mutate({ code })).toMatchObject({ status: "authenticated" });
    const bob = await kit.createUser({ password: fine });
    asked.length = 0;
    expect(await logIn(kit.client(kind), bob.email, fine)).toMatchObject({ status: "authenticated" });
    expect(asked).toEqual([fine]);
  });

  it("asks for the second factor first, and for no code then", async () => {
    const { kit, client } = await start(kind);
    const grace = await breachedUser(kit, { totp: true });
    expect(await logIn(client, grace.email)).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    expect(await refusalOf(client.account.password.replace.mutate({ password: fine }))).toEqual(none);
    expect(await client.mfa.authenticate.mutate({ code: await kit.totp(grace) })).toMatchObject(changing);
    expect(await client.account.password.replace.mutate({ password: fine })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("sends the code to the number of a user who has nothing else", async () => {
    const phone = "+4915112345333";
    const { kit, client } = await start(kind, {
      account: { loginMethods: ["phone"], signup: { email: "off" }, emailVerification: "none" },
    });
    await kit.auth.createUser({ phone, phoneVerified: true, password: breached });
    known.add(breached);
    const state = await client.account.login.mutate({ phone, password: breached });
    expect(state).toMatchObject({ status: "pending", flow: { id: "login_by_code", via: "phone" } });
    const code = await codeSentTo(kit, phone);
    expect(await client.account.code.confirm.mutate({ code })).toMatchObject(changing);
    await kit[Symbol.asyncDispose]();
  });

  it("answers once, is over when the password was changed elsewhere, and goes on if the look-up fails", async () => {
    const { kit, client } = await start(kind);
    const grace = await breachedUser(kit, { totp: true });
    await logIn(client, grace.email);
    await client.mfa.authenticate.mutate({ code: await kit.totp(grace) });
    const other = kit.client(kind);
    await other.account.password.requestReset.mutate({ email: grace.email });
    const key = await keyMailedTo(kit, grace.email, "password_reset");
    await other.account.password.reset.mutate({ key, password: "an even newer one" });
    expect(await refusalOf(client.account.password.replace.mutate({ password: fine }))).toEqual(none);
    await kit[Symbol.asyncDispose]();

    await using failing = await createTestKit({
      account: { password: { checkAtLogin: true, isBlocked: () => Promise.reject(new Error("down")) } },
    });
    const ada = await failing.createUser();
    expect(await logIn(failing.client(kind), ada.email, ada.password)).toMatchObject({ status: "authenticated" });
    expect(failing.events.map(({ type }) => type)).toContain("password_check_failed");
  });

  it("lets one of two answers through", async () => {
    const { kit, client } = await start(kind);
    const grace = await breachedUser(kit, { totp: true });
    await logIn(client, grace.email);
    await client.mfa.authenticate.mutate({ code: await kit.totp(grace) });
    const answers = ["one fine password", "another fine one"].map((password) =>
      client.account.password.replace.mutate({ password }),
    );
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await kit.sessionsOf(grace)).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("shows nothing of a hidden signup: its login answers as that of a new account", async () => {
    const seen: string[] = [];
    for (const isTaken of [false, true]) {
      let isBreached = false;
      const kit = await createTestKit({
        rateLimits: false,
        account: { password: { checkAtLogin: true, isBlocked: () => isBreached } },
      });
      const email = "wanted@example.com";
      if (isTaken) await kit.createUser({ email });
      await kit.client(kind).account.signup.mutate({ email, password: fine });
      isBreached = true;
      kit.clock.advance(200);
      const client = kit.client(kind);
      const state = await logIn(client, email, fine);
      const wrong = await refusalOf(client.account.code.confirm.mutate({ code: "BCDF-GHJK" }));
      const text = JSON.stringify([state, wrong], (key, value) =>
        ["tokens", "expiresAt"].includes(key) ? null : value,
      );
      seen.push(text);
      await kit[Symbol.asyncDispose]();
    }
    expect(seen[1]).toBe(seen[0]);
  });
});

describe("a breached password that is replaced", () => {
  it("takes the passkey with it that somebody else's browser may have added", async () => {
    const kit = await createTestKit({
      rateLimits: false,
      account: { password: { isBlocked: (one) => known.has(one), checkAtLogin: true } },
      mfa: { passkeyUpgrade: true },
    });
    const ada = await kit.createUser({ password: breached });
    const thief = kit.client("browser");
    await logIn(thief, ada.email);
    const device = kit.authenticator();
    const begun = await thief.mfa.webauthn.upgrade.begin.mutate();
    if (begun.options === null) throw new Error("no passkey is wanted");
    await thief.mfa.webauthn.upgrade.register.mutate({ response: device.create(begun.options) });
    known.add(breached);
    const client = kit.client("browser");
    await logIn(client, ada.email);
    await client.account.code.confirm.mutate({ code: await keyMailedTo(kit, ada.email, "login_code") });
    await client.account.password.replace.mutate({ password: fine });
    const again = kit.client("browser");
    const { options } = await again.mfa.webauthn.beginLogin.mutate();
    const login = again.mfa.webauthn.login.mutate({ response: device.get(options) });
    expect((await refusalOf(login))?.trpc).toBe("BAD_REQUEST");
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("takes more than trust in the browser", async () => {
    const kit = await createTestKit({
      rateLimits: false,
      account: { password: { isBlocked: (one) => known.has(one), checkAtLogin: true } },
      mfa: { trust: true },
    });
    const ada = await kit.createUser({ password: breached, totp: true });
    const client = kit.client("browser");
    await logIn(client, ada.email);
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    await client.mfa.trust.mutate({ trust: true });
    await client.account.logout.mutate();
    known.add(breached);
    expect(await logIn(client, ada.email)).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    await kit[Symbol.asyncDispose]();
  });
});
