import { AsyncLocalStorage } from "node:async_hooks";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import type { Database } from "../../../src/db/database.ts";
import { bcrypt, type PasswordHasher } from "../../../src/hashers.ts";
import { memoryRateLimitStore } from "../../../src/rateLimits.ts";
import { testOutbox } from "../../../src/testing.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey } from "../../support/passkeys.ts";
import { openPool } from "../../support/pools.ts";

const inside = new AsyncLocalStorage<true>();

/** The database, which marks everything that runs in one of its transactions. */
function watched(database: Database): Database {
  return new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== "transaction") return typeof value === "function" ? value.bind(target) : value;
      const transaction: Database["transaction"] = (work, config) =>
        target.transaction((tx) => inside.run(true, () => work(tx)), config);
      return transaction;
    },
  });
}

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/**
 * A kit on one connection. All of the app's code queries the database on the same connection, so it would hang in a
 * transaction, and records where it was called.
 */
async function oneConnection(by: "link" | "code") {
  const pool = await openPool(1);
  open.push(pool.close);
  const within = new Set<string>();
  const outside = new Set<string>();
  const note = (name: string) => {
    const isInside = inside.getStore() === true;
    (isInside ? within : outside).add(name);
    return isInside;
  };
  const ask = async (name: string) => {
    if (!note(name)) await pool.database.execute(sql`select 1`);
  };
  const own = bcrypt({ cost: 4 });
  const hasher: PasswordHasher = {
    ...own,
    verify: (...given) => ask("verify").then(() => own.verify(...given)),
    hash: (...given) => ask("hash").then(() => own.hash(...given)),
  };
  const store = memoryRateLimitStore();
  const outbox = testOutbox();
  const kit = await createTestKit({
    database: watched(pool.database),
    mail: { send: (message) => ask("mail").then(() => outbox.mail.send(message)) },
    sms: { send: (message) => ask("sms").then(() => outbox.sms.send(message)) },
    mails: {
      verify_email: () => {
        note("mails");
        return {};
      },
    },
    onEvent: () => void note("onEvent"),
    background: () => void note("background"),
    hooks: {
      onSignup: () => void note("hook"),
      onLogin: () => void note("hook"),
      onUserDelete: () => void note("hook"),
    },
    rateLimitStore: {
      // Every call passes: limits are not under test here.
      take: async (...given) => {
        await ask("rateLimitStore");
        return (await store.take(...given)).map((state) => ({ ...state, used: 1, isTaken: true }));
      },
      giveBack: (...given) => ask("rateLimitStore").then(() => store.giveBack(...given)),
    },
    account: {
      loginMethods: ["email", "username", "phone"],
      signup: { username: "optional", phone: "optional", open: () => ask("open").then(() => true) },
      emailVerificationBy: by,
      passwordResetBy: by,
      loginByCode: { enabled: true },
      password: { hasher, isBlocked: () => ask("isBlocked").then(() => false) },
    },
    mfa: { trust: true, passkeySignup: by === "code" },
    rateLimits: {},
  });
  const mailed = async (to: string) => {
    await kit.delivered();
    const { key, code = "" } = outbox.lastMail(to).context;
    return key ?? code;
  };
  const texted = async (to: string) => {
    await kit.delivered();
    return outbox.lastSms(to).context.code ?? "";
  };
  return { kit, within, outside, mailed, texted };
}

describe.each(["browser", "app"] as const)("a pool of one connection, %s client", (kind) => {
  const email = "ada@example.com";
  const phone = "+4915112345678";
  const [first, second, third] = ["correct horse battery", "brand new and long", "a third, as good as any"];

  it.each(["link", "code"] as const)(
    "is enough for everything that an account goes through by %s, and no app code but the hooks runs in a transaction",
    async (by) => {
      const { kit, within, outside, mailed, texted } = await oneConnection(by);
      const { account, mfa, session, ...client } = kit.client(kind);
      const { database, clock } = kit;
      expect(database).toBeDefined();
      await account.signup.mutate({ email, username: "ada", password: first });
      await account.email.resend.mutate();
      await account.email.verify.mutate({ key: await mailed(email) });
      if ((await session.get.query()).status !== "authenticated")
        await account.login.mutate({ email, password: first });
      await kit.client("app").account.signup.mutate({ email, password: first });
      clock.advance(60);
      await account.reauthenticate.mutate({ password: first });
      await account.email.add.mutate({ email: "second@example.com" });
      await account.email.verify.mutate({ key: await mailed("second@example.com") });
      await account.email.setPrimary.mutate({ email: "second@example.com" });
      await account.email.remove.mutate({ email: "second@example.com" }).catch(() => {});
      await account.phone.set.mutate({ phone });
      await account.phone.verify.mutate({ code: await texted(phone) });
      await account.update.mutate({ username: "countess" });
      await account.password.change.mutate({ currentPassword: first, newPassword: second });
      const setup = await mfa.totp.begin.mutate();
      await mfa.totp.activate.mutate({ code: await kit.totp(setup) });
      const self = { ...kit.client(kind), ...client, account, mfa, session };
      const { device, authenticator } = await addPasskey(kit, self);
      await mfa.recoveryCodes.generate.mutate();
      await account.logout.mutate();

      await account.login.mutate({ username: "countess", password: second });
      clock.advance(30);
      await mfa.authenticate.mutate({ code: await kit.totp(setup) });
      if (kind === "browser") await mfa.trust.mutate({ trust: true });
      await session.revokeOthers.mutate();
      await account.logout.mutate();

      await account.password.requestReset.mutate({ email });
      await account.password.reset.mutate({ key: await mailed(email), password: third });
      await account.code.request.mutate({ phone });
      await account.code.confirm.mutate({ code: await texted(phone) });
      const { options } = await mfa.webauthn.beginAuthentication.mutate();
      clock.advance(30);
      await mfa.webauthn.authenticate.mutate({ response: device.get(options) });
      if ((await session.get.query()).status === "pending") await mfa.trust.mutate({ trust: false });
      await account.logout.mutate();

      const { options: alone } = await mfa.webauthn.beginLogin.mutate();
      await mfa.webauthn.login.mutate({ response: device.get(alone) });
      expect(await session.get.query()).toMatchObject({ status: "authenticated", user: { username: "countess" } });
      await mfa.webauthn.remove.mutate({ ids: [authenticator.id] });
      await mfa.totp.deactivate.mutate();
      await account.delete.mutate();
      expect(await session.get.query()).toMatchObject({ status: "anonymous" });
      await kit.delivered();
      expect([...within]).toEqual(["hook"]);
      const everything = [
        "verify",
        "hash",
        "mail",
        "sms",
        "onEvent",
        "background",
        "rateLimitStore",
        "open",
        "isBlocked",
      ];
      expect([...outside]).toEqual(expect.arrayContaining(everything));
      expect(kit.errors).toEqual([]);
    },
  );

  it("is enough for the server's own calls, along with calls of clients", async () => {
    const { kit } = await oneConnection("link");
    const { auth } = kit;
    const people = await Promise.all(
      Array.from({ length: 5 }, (_, index) => auth.createUser({ email: `u${index}@example.com`, emailVerified: true })),
    );
    const all = people.map(async ({ id }, index) => {
      const token = await auth.createSessionToken(id, { client: kind });
      expect(await auth.validateSessionToken(token ?? "")).not.toBeNull();
      await auth.importAuthenticators(id, { recoveryCodes: [`code-${index}`] });
      await auth.removeAuthenticators(id);
      await kit.client(kind).account.password.requestReset.mutate({ email: `u${index}@example.com` });
      await auth.setUserActive(id, false);
      await auth.setUserActive(id, true);
      await auth.revokeSessions(id);
      return auth.cleanUp();
    });
    await Promise.all(all);
    expect(kit.errors).toEqual([]);
  });
});
