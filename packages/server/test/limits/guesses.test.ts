import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { keyMailedTo } from "../support/mailboxes.ts";

const email = "ada@example.com";
const password = "the password of ada";

describe.each(["browser", "app"] as const)("guesses at a password, %s client", (kind) => {
  it("are counted although the guesser has signed up with each of them first", async () => {
    await using kit = await createTestKit();
    await kit.createUser({ email, password });
    const told: string[] = [];
    for (let guess = 0; guess < 30; guess += 1) {
      kit.clock.advance(4);
      const typed = guess === 29 ? password : `a guess of a stranger ${guess}`;
      const ip = `198.51.100.${guess}`;
      await kit.client(kind, { ip }).account.signup.mutate({ email, password: typed });
      const login = kit.client(kind, { ip }).account.login.mutate({ email, password: typed });
      told.push(
        await login.then(
          ({ status }) => status,
          async () => (await refusalOf(login))?.codes[0] ?? "",
        ),
      );
    }
    // The table's limit is 5 in 300 s per account.
    expect(told).not.toContain("authenticated");
    expect(told.filter((one) => one.startsWith("too_many")).length).toBeGreaterThan(0);
  });

  it("are counted although they come from one network and are spread over a day", async () => {
    await using kit = await createTestKit();
    await kit.createUser({ email, password });
    const told: string[] = [];
    for (let guess = 0; guess < 130; guess += 1) {
      // Slow enough for the limits of minutes and of an hour.
      kit.clock.advance(181);
      const typed = guess === 129 ? password : `a guess of a stranger ${guess}`;
      await kit.client(kind).account.signup.mutate({ email, password: typed });
      const login = kit.client(kind).account.login.mutate({ email, password: typed });
      told.push(
        await login.then(
          ({ status }) => status,
          async () => (await refusalOf(login))?.codes[0] ?? "",
        ),
      );
    }
    expect(told.at(-1)).not.toBe("authenticated");
  });
});

describe.each(["browser", "app"] as const)("guesses within a session, %s client", (kind) => {
  it("at its password end for the day at a hundred", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser({ email, password });
    const thief = await kit.clientOf(ada, kind);
    for (let guess = 0; guess < 110; guess += 1) {
      await refusalOf(thief.account.reauthenticate.mutate({ password: `a wrong one ${guess}` }));
      kit.clock.advance(61);
    }
    expect(await refusalOf(thief.account.reauthenticate.mutate({ password }))).toMatchObject({
      codes: ["too_many_login_attempts/password"],
    });
  });
});

describe("a browser that is trusted by a stranger's account", () => {
  it("does not continue guessing at another's password when its limit is used up", async () => {
    await using kit = await createTestKit({
      account: { loginMethods: ["email", "phone"], emailVerification: "optional" },
      mfa: { allowUnverifiedEmail: true, trust: true },
    });
    const phone = "+4915112345678";
    const eves = "the password of eve";
    // Eve entered Ada's address with her own number before Ada signed up.
    const eve = kit.client("browser");
    await eve.account.signup.mutate({ email, phone, password: eves });
    const { code = "" } = (await kit.delivered()).lastSms(phone).context;
    const state = await eve.account.phone.verify.mutate({ code });
    expect(state.status).toBe("authenticated");
    const { secret } = await eve.mfa.totp.begin.mutate();
    await eve.mfa.totp.activate.mutate({ code: await kit.totp({ secret }) });
    await eve.account.logout.mutate();
    await eve.account.login.mutate({ phone, password: eves });
    kit.clock.advance(60);
    await eve.mfa.authenticate.mutate({ code: await kit.totp({ secret }) });
    expect(await eve.mfa.trust.mutate({ trust: true })).toMatchObject({ status: "authenticated" });
    await eve.account.logout.mutate();

    const ada = kit.client("browser", { ip: "203.0.113.1" });
    await ada.account.signup.mutate({ email, password });
    await ada.account.email.verify.mutate({ key: await keyMailedTo(kit, email, "verify_email") });
    for (let guess = 0; guess < 5; guess += 1)
      await refusalOf(kit.client("app").account.login.mutate({ email, password: `wrong ${guess}` }));
    const locked = { codes: ["too_many_login_attempts"] };
    expect(await refusalOf(kit.client("app").account.login.mutate({ email, password }))).toMatchObject(locked);
    expect(await refusalOf(eve.account.login.mutate({ email, password }))).toMatchObject(locked);
  });
});
