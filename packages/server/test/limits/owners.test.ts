import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { keyMailedTo, loggedIn, mailsTo, resetByLink } from "../support/mailboxes.ts";

const fresh = "a brand new password";
const stranger = { ip: "198.51.100.66" };
const TEN = Array.from({ length: 10 });

describe.each(["browser", "app"] as const)("a stranger elsewhere keeps no owner out, %s client", (kind) => {
  it("of a reset, nor of a login by code", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    const ada = await kit.createUser();
    const { account } = kit.client(kind, stranger);
    for (const _ of TEN) {
      await refusalOf(account.password.requestReset.mutate({ email: ada.email }));
      await refusalOf(account.code.request.mutate({ email: ada.email }));
    }
    const owner = kit.client(kind);
    await owner.account.code.request.mutate({ email: ada.email });
    const code = await keyMailedTo(kit, ada.email, "login_code");
    expect(await owner.account.code.confirm.mutate({ code })).toMatchObject({ status: "authenticated" });
    const forgetful = kit.client(kind);
    await resetByLink(kit, forgetful, { email: ada.email, password: fresh });
    expect(await loggedIn(kit, kind, { email: ada.email, password: fresh })).toBeDefined();
  });

  it("of a reset and login, once all guesses at the account are used up", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const { account } = kit.client(kind, stranger);
    for (const _ of TEN) {
      await refusalOf(account.login.mutate({ email: ada.email, password: "wrong" }));
      await refusalOf(account.password.requestReset.mutate({ email: ada.email }));
    }
    const locked = kit.client(kind).account.login.mutate({ email: ada.email, password: ada.password });
    expect(await refusalOf(locked)).toMatchObject({ codes: ["too_many_login_attempts"] });
    await resetByLink(kit, kit.client(kind), { email: ada.email, password: fresh });
    expect(await loggedIn(kit, kind, { email: ada.email, password: fresh })).toBeDefined();
  });

  it.each(["link", "code"] as const)("of a signup: asking to verify the address uses nothing up (%s)", async (by) => {
    await using kit = await createTestKit({ account: { emailVerificationBy: by } });
    const email = "ada@example.com";
    const asking = kit.client(kind, stranger);
    for (const _ of TEN) await refusalOf(asking.account.email.requestVerification.mutate({ email }));
    const owner = kit.client(kind);
    expect(await owner.account.signup.mutate({ email, password: fresh })).toMatchObject({
      status: "pending",
      flow: { id: "verify_email", email },
    });
    expect(await mailsTo(kit, email)).toEqual([by === "link" ? "verify_email" : "verify_email_code"]);
    await owner.account.email.verify.mutate({ key: await keyMailedTo(kit, email) });
    expect(await loggedIn(kit, kind, { email, password: fresh })).toBeDefined();
  });

  it("of their own mails: a stranger's requests count for the stranger", async () => {
    await using kit = await createTestKit();
    const email = "ada@example.com";
    const owner = kit.client(kind);
    await owner.account.signup.mutate({ email, password: fresh });
    kit.clock.advance(181);
    await refusalOf(kit.client(kind, stranger).account.email.requestVerification.mutate({ email }));
    const before = await mailsTo(kit, email);
    expect(await owner.account.email.resend.mutate()).toMatchObject({ status: "pending" });
    expect((await mailsTo(kit, email)).length).toBe(before.length + 1);
  });
});

describe("guesses at one account", () => {
  it("end after a hundred in a day, wherever they come from, and a reset still opens it", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    let compared = 0;
    let last: Awaited<ReturnType<typeof refusalOf>> = null;
    for (let guess = 0; guess < 150; guess += 1) {
      if (guess % 5 === 0) kit.clock.advance(guess % 20 === 0 ? 3_601 : 301);
      const client = kit.client("app", { ip: `198.51.100.${guess % 200}` });
      last = await refusalOf(client.account.login.mutate({ email: ada.email, password: "wrong" }));
      if (last?.codes[0] === "email_password_mismatch/password") compared += 1;
    }
    expect(compared).toBe(100);
    expect(last?.codes).toEqual(["too_many_login_attempts"]);
    expect(last?.retryAfter ?? 0).toBeGreaterThan(3_600);
    await resetByLink(kit, kit.client("app"), { email: ada.email, password: fresh });
    expect(await loggedIn(kit, "app", { email: ada.email, password: fresh })).toBeDefined();
  });

  it("wait longer the more there are, until the owner's own success", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const waits: number[] = [];
    for (let guess = 0; guess < 120 && waits.length < 6; guess += 1) {
      const client = kit.client("app", { ip: `198.51.100.${guess}` });
      const refusal = await refusalOf(client.account.login.mutate({ email: ada.email, password: "wrong" }));
      if (refusal?.retryAfter === undefined) continue;
      waits.push(refusal.retryAfter);
      kit.clock.advance(refusal.retryAfter);
    }
    // Five guesses each time; the twentieth is within the hour that the first one began.
    expect(waits).toEqual([300, 300, 300, 2_700, 300, 300]);
    expect(await loggedIn(kit, "app", ada)).toBeDefined();
    const { account } = kit.client("app");
    for (let guess = 0; guess < 5; guess += 1)
      await refusalOf(account.login.mutate({ email: ada.email, password: "wrong" }));
    expect(await refusalOf(account.login.mutate({ email: ada.email, password: "wrong" }))).toMatchObject({
      retryAfter: 300,
    });
  });

  it("from one network are few in an hour, at whatever accounts", async () => {
    await using kit = await createTestKit();
    const { account } = kit.client("app");
    const refused: string[] = [];
    for (let guess = 0; guess < 110; guess += 1) {
      kit.clock.advance(7);
      const refusal = await refusalOf(account.login.mutate({ email: `nobody${guess}@example.com`, password: "wrong" }));
      refused.push(refusal?.codes[0] ?? "");
    }
    expect(refused.filter((code) => code === "email_password_mismatch/password")).toHaveLength(100);
    expect(refused.at(-1)).toBe("too_many_login_attempts");
  });

  it("are cleared by the owner's own success", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    for (let round = 0; round < 30; round += 1) {
      const { account } = kit.client("app", { ip: `198.51.100.${round}` });
      for (let guess = 0; guess < 4; guess += 1)
        await refusalOf(account.login.mutate({ email: ada.email, password: "wrong" }));
      expect(await loggedIn(kit, "app", ada, { ip: `192.0.2.${round}` })).toBeDefined();
    }
  });
});
