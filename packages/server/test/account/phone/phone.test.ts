import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const phone = "+4915112345678";
const other = "+4915187654321";
const password = "a fine password";
const phoneLogin = { loginMethods: ["phone"], signup: { email: "off" } } as const;
const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };

describe.each(["browser", "app"] as const)("phone numbers, %s client", (kind) => {
  it("signs up with a number and verifies it", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ phone, password });
    expect(state).toMatchObject({
      status: "pending",
      flow: { id: "verify_phone", phone, canResend: true, canChange: true },
    });
    const { messages, lastSms } = await kit.delivered();
    expect(messages).toHaveLength(1);
    const code = lastSms(phone).context.code ?? "";
    expect(lastSms(phone).text).toContain(code);
    expect(await client.account.phone.verify.mutate({ code })).toMatchObject({
      status: "authenticated",
      user: { phone },
    });
    expect(await refusalOf(client.account.phone.verify.mutate({ code }))).toEqual(none);
    expect(await client.account.phone.get.query()).toEqual([{ phone, verified: true }]);
    await client.account.logout.mutate();
    expect(await client.account.login.mutate({ phone, password })).toMatchObject({ status: "authenticated" });
  });

  it("requires the code at login while the number is not verified", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    await kit.auth.createUser({ phone, password });
    const client = kit.client(kind);
    expect(await client.account.login.mutate({ phone, password })).toMatchObject({
      flow: { id: "verify_phone", canChange: false },
    });
    const code = (await kit.delivered()).lastSms(phone).context.code ?? "";
    expect(await client.account.phone.verify.mutate({ code })).toMatchObject({ status: "authenticated" });
  });

  it("logs in by a code that is sent to the number", async () => {
    await using kit = await createTestKit({ account: { ...phoneLogin, loginByCode: { enabled: true } } });
    await kit.auth.createUser({ phone, phoneVerified: true });
    const client = kit.client(kind);
    expect(await client.account.code.request.mutate({ phone })).toMatchObject({
      flow: { id: "login_by_code", via: "phone", recipient: phone },
    });
    const code = (await kit.delivered()).lastSms(phone).context.code ?? "";
    expect(await client.account.code.confirm.mutate({ code })).toMatchObject({ methods: [{ method: "code", phone }] });
    const unknown = await kit.client(kind).account.code.request.mutate({ phone: other });
    expect(unknown).toMatchObject({ status: "pending", flow: { id: "login_by_code", recipient: other } });
    const { template, context } = (await kit.delivered()).lastSms(other);
    expect([template, context.code, context.user]).toEqual(["unknown_account", undefined, undefined]);
  });

  it("changes the number once the new one is verified", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "phone"] } });
    const ada = await kit.createUser({ phone, phoneVerified: true });
    const client = await kit.clientOf(ada, kind);
    expect(await refusalOf(client.account.phone.set.mutate({ phone }))).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["same_as_current/phone"],
    });
    kit.clock.advance(60);
    expect(await client.account.phone.set.mutate({ phone: other })).toMatchObject({
      status: "authenticated",
      flow: { id: "verify_phone", phone: other },
    });
    expect(await client.account.phone.get.query()).toEqual([
      { phone, verified: true },
      { phone: other, verified: false },
    ]);
    const code = (await kit.delivered()).lastSms(other).context.code ?? "";
    expect(await client.account.phone.verify.mutate({ code })).toMatchObject({ user: { phone: other }, flow: null });
    expect(await client.account.phone.get.query()).toEqual([{ phone: other, verified: true }]);
    expect((await kit.delivered()).lastMail(ada.email).template).toBe("phone_changed");
    kit.clock.advance(300);
    expect(await refusalOf(client.account.phone.set.mutate({ phone }))).toMatchObject({
      codes: ["reauthentication_required"],
    });
  });

  it("rejects another user's number only when it is verified", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "phone"] } });
    await kit.createUser({ phone: other, phoneVerified: true });
    const client = await kit.clientOf(await kit.createUser(), kind);
    expect(await client.account.phone.set.mutate({ phone: other })).toMatchObject({ flow: { phone: other } });
    const code = (await kit.delivered()).lastSms(other).context.code ?? "";
    expect(await refusalOf(client.account.phone.verify.mutate({ code }))).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["phone_taken/code"],
    });
  });

  it("hides at signup that a number is taken, and lets the signup change to a free one", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    await kit.auth.createUser({ phone, phoneVerified: true });
    const client = kit.client(kind);
    expect(await client.account.signup.mutate({ phone, password })).toMatchObject({
      flow: { id: "verify_phone", phone },
    });
    expect((await kit.delivered()).lastSms(phone)).toMatchObject({ template: "account_already_exists" });
    expect((await kit.delivered()).lastSms(phone).context.code).toBeUndefined();
    expect(await refusalOf(client.account.phone.verify.mutate({ code: "BCDF-GHJK" }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    expect(await client.account.phone.set.mutate({ phone: other })).toMatchObject({
      status: "pending",
      flow: { phone: other },
    });
    const code = (await kit.delivered()).lastSms(other).context.code ?? "";
    expect(await client.account.phone.verify.mutate({ code })).toMatchObject({
      status: "authenticated",
      user: { phone: other },
    });
  });

  it("resends within limits", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    const client = kit.client(kind);
    await client.account.signup.mutate({ phone, password });
    expect(await refusalOf(client.account.phone.resend.mutate())).toEqual({
      trpc: "TOO_MANY_REQUESTS",
      codes: ["rate_limited"],
      retryAfter: 30,
    });
    const first = (await kit.delivered()).lastSms(phone).context.code ?? "";
    kit.clock.advance(30);
    expect(await client.account.phone.resend.mutate()).toMatchObject({ flow: { canResend: true } });
    expect(await refusalOf(client.account.phone.verify.mutate({ code: first }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    const code = (await kit.delivered()).lastSms(phone).context.code ?? "";
    expect(await client.account.phone.verify.mutate({ code })).toMatchObject({ status: "authenticated" });
  });

  it("requires a login to read or change a number", async () => {
    await using kit = await createTestKit();
    const anonymous = { trpc: "UNAUTHORIZED", codes: ["not_authenticated"] };
    expect(await refusalOf(kit.client(kind).account.phone.get.query())).toEqual(anonymous);
    expect(await refusalOf(kit.client(kind).account.phone.set.mutate({ phone }))).toEqual(anonymous);
  });

  it("accepts numbers only in E.164", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    for (const odd of ["notaphone", "+49 151 12345678", "004915112345678", "+0151123456", "+4915112345678901"])
      expect(await refusalOf(kit.client(kind).account.signup.mutate({ phone: odd, password }))).toMatchObject({
        codes: ["invalid/phone"],
      });
  });

  it("ends the login after three wrong codes", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    const client = kit.client(kind);
    await client.account.signup.mutate({ phone, password });
    const code = (await kit.delivered()).lastSms(phone).context.code ?? "";
    for (let guess = 0; guess < 3; guess += 1)
      await refusalOf(client.account.phone.verify.mutate({ code: "BCDF-GHJK" }));
    expect(await refusalOf(client.account.phone.verify.mutate({ code }))).toEqual(none);
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
  });

  it("refuses a second text message within half a minute, with a clear error", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    await kit.client(kind).account.signup.mutate({ phone, password });
    const again = kit.client(kind).account.signup.mutate({ phone, password });
    expect(await refusalOf(again)).toEqual({ trpc: "TOO_MANY_REQUESTS", codes: ["rate_limited"], retryAfter: 30 });
  });

  it("verifies the number, then the address, before the user is logged in", async () => {
    await using kit = await createTestKit({
      account: { loginMethods: ["email", "phone"], signup: { phone: "required" }, emailVerificationBy: "code" },
    });
    const client = kit.client(kind);
    await client.account.signup.mutate({ email: "ada@example.com", phone, password });
    const sms = (await kit.delivered()).lastSms(phone).context.code ?? "";
    expect(await client.account.phone.verify.mutate({ code: sms })).toMatchObject({
      status: "pending",
      flow: { id: "verify_email" },
    });
    const code = (await kit.delivered()).lastMail("ada@example.com").context.code ?? "";
    expect(await client.account.email.verify.mutate({ key: code })).toMatchObject({
      status: "authenticated",
      user: { phone, emailVerified: true },
    });
  });
});
