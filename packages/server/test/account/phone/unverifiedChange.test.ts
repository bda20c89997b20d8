import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo, mailsTo } from "../../support/mailboxes.ts";

const phone = "+4915112345678";
const other = "+4915187654321";
const password = "a fine password";
const account = { loginMethods: ["email", "phone"], phoneVerification: "none" } as const;
const mismatch = { trpc: "BAD_REQUEST", codes: ["phone_password_mismatch/password"] };

type Account = NonNullable<Parameters<typeof createTestKit>[0]>["account"];
const kitWith = (given: Account = {}) => createTestKit({ rateLimits: false, account: { ...account, ...given } });

describe.each(["browser", "app"] as const)("setting a number that the app does not verify, %s client", (kind) => {
  it("stores it at once, without a text message, and mails the user", async () => {
    await using kit = await kitWith();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    expect(await client.account.phone.set.mutate({ phone })).toMatchObject({ user: { phone }, flow: null });
    expect(await client.account.phone.set.mutate({ phone: other })).toMatchObject({ user: { phone: other } });
    expect(await client.account.phone.get.query()).toEqual([{ phone: other, verified: false }]);
    expect(await mailsTo(kit, ada.email)).toEqual(["phone_changed", "phone_changed"]);
    expect((await kit.delivered()).messages.filter(({ to }) => to.startsWith("+"))).toEqual([]);
    expect(await refusalOf(client.account.phone.set.mutate({ phone: other }))).toMatchObject({
      codes: ["same_as_current/phone"],
    });
    const login = (number: string) => kit.client(kind).account.login.mutate({ phone: number, password: ada.password });
    expect(await login(other)).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    expect(await refusalOf(login(phone))).toEqual(mismatch);
  });

  it("needs recent authentication, and a session", async () => {
    await using kit = await kitWith();
    const client = await kit.clientOf(await kit.createUser(), kind);
    kit.clock.advance(301);
    expect(await refusalOf(client.account.phone.set.mutate({ phone }))).toMatchObject({
      codes: ["reauthentication_required"],
    });
    const nobody = kit.client(kind).account.phone.set.mutate({ phone });
    expect(await refusalOf(nobody)).toMatchObject({ codes: ["not_authenticated"] });
  });

  it.each([true, false] as const)("refuses one that another account has verified (hides: %s)", async (hides) => {
    await using kit = await kitWith({ preventEnumeration: hides });
    await kit.createUser({ phone, phoneVerified: true });
    const client = await kit.clientOf(await kit.createUser(), kind);
    expect(await refusalOf(client.account.phone.set.mutate({ phone }))).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["phone_taken/phone"],
    });
  });

  it("tells nothing of it where nothing may be told, and opens nothing by it", async () => {
    await using kit = await kitWith({ preventEnumeration: "strict" });
    await kit.createUser({ phone, phoneVerified: true });
    const ada = await kit.createUser({ password });
    const client = await kit.clientOf(ada, kind);
    expect(await client.account.phone.set.mutate({ phone })).toMatchObject({ user: { phone } });
    const login = kit.client(kind).account.login.mutate({ phone, password });
    expect(await refusalOf(login)).toEqual(mismatch);
  });

  it("is not blocked by an account that was created with it and has not verified it", async () => {
    await using kit = await kitWith();
    await kit.auth.createUser({ phone, password });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    expect(await client.account.phone.set.mutate({ phone })).toMatchObject({ flow: { id: "verify_phone", phone } });
    await client.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
    const state = await kit.client(kind).account.login.mutate({ phone, password: ada.password });
    expect(state).toMatchObject({ status: "authenticated", user: { id: ada.id } });
  });

  it.each(["a verified address", "an unverified address", "no address any more"])(
    "claims nothing, with %s: its owner signs up with it, and no code by it opens the account",
    async (which) => {
      await using kit = await kitWith({
        loginMethods: ["username", "phone"],
        emailVerification: "none",
        loginByCode: { enabled: true },
      });
      const thief = await kit.createUser({ username: "thief", emailVerified: which !== "an unverified address" });
      const inside = kit.client(kind);
      await inside.account.login.mutate({ username: "thief", password: thief.password });
      await inside.account.phone.set.mutate({ phone });
      if (which === "no address any more") await inside.account.email.remove.mutate({ email: thief.email });
      const owner = kit.client(kind);
      await owner.account.code.request.mutate({ phone });
      await owner.account.password.requestReset.mutate({ phone });
      const sent = (await kit.delivered()).messages.filter(({ to }) => to === phone);
      expect(sent.map(({ template }) => template)).toEqual(["unknown_account", "unknown_account"]);
      const signup = kit.client(kind);
      const state = await signup.account.signup.mutate({ username: "owner", phone, password });
      expect(state).toMatchObject({ status: "authenticated", user: { phone } });
      await owner.account.code.request.mutate({ phone });
      const proved = await owner.account.code.confirm.mutate({ code: await codeSentTo(kit, phone) });
      expect(proved).toMatchObject({ user: { username: "owner", phone } });
      const login = kit.client(kind).account.login.mutate({ phone, password: thief.password });
      expect(await refusalOf(login)).toEqual(mismatch);
    },
  );

  it("voids a code that is under way to the former number", async () => {
    await using kit = await kitWith({
      signup: { email: "off" },
      loginMethods: ["phone"],
      loginByCode: { enabled: true },
    });
    const client = kit.client(kind);
    await client.account.signup.mutate({ phone, password });
    const reader = kit.client(kind);
    await reader.account.code.request.mutate({ phone });
    const code = await codeSentTo(kit, phone);
    const resetter = kit.client(kind);
    await resetter.account.password.requestReset.mutate({ phone });
    const key = await codeSentTo(kit, phone);
    await client.account.phone.set.mutate({ phone: other });
    expect(await refusalOf(reader.account.code.confirm.mutate({ code }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    expect(
      await refusalOf(resetter.account.password.reset.mutate({ key, password: "another fine one" })),
    ).not.toBeNull();
    expect(await client.account.phone.get.query()).toEqual([{ phone: other, verified: false }]);
    const again = kit.client(kind);
    expect(await again.account.login.mutate({ phone: other, password })).toMatchObject({ status: "authenticated" });
  });

  it("replaces a verified number only by one that is verified as well", async () => {
    await using kit = await kitWith();
    const ada = await kit.createUser({ phone, phoneVerified: true });
    const client = await kit.clientOf(ada, kind);
    expect(await client.account.phone.set.mutate({ phone: other })).toMatchObject({
      user: { phone },
      flow: { id: "verify_phone", phone: other },
    });
    const code = await codeSentTo(kit, other);
    expect(await client.account.phone.verify.mutate({ code })).toMatchObject({ user: { phone: other }, flow: null });
    expect(await client.account.phone.get.query()).toEqual([{ phone: other, verified: true }]);
  });

  it("waits for the code where the user could not log in otherwise", async () => {
    const signup = { email: "off", password: "off" } as const;
    await using kit = await kitWith({ loginMethods: ["phone"], signup, loginByCode: { enabled: true } });
    const client = kit.client(kind);
    expect(await client.account.signup.mutate({ phone })).toMatchObject({ status: "authenticated" });
    expect(await client.account.phone.set.mutate({ phone: other })).toMatchObject({
      user: { phone },
      flow: { id: "verify_phone", phone: other },
    });
    const code = await codeSentTo(kit, other);
    expect(await client.account.phone.verify.mutate({ code })).toMatchObject({ user: { phone: other } });
  });

  it("leaves it to the user to verify the number, which is then theirs alone", async () => {
    await using kit = await kitWith({ loginByCode: { enabled: true } });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    await client.account.phone.set.mutate({ phone });
    const squatter = await kit.createUser({ phone, password });
    kit.clock.advance(301);
    const state = await client.account.phone.resend.mutate();
    expect(state).toMatchObject({ user: { phone }, flow: { id: "verify_phone", phone, canResend: true } });
    expect(await client.account.phone.get.query()).toEqual([{ phone, verified: false }]);
    await client.account.phone.resend.mutate();
    const code = await codeSentTo(kit, phone);
    expect(await client.account.phone.verify.mutate({ code })).toMatchObject({ user: { phone }, flow: null });
    expect(await client.account.phone.get.query()).toEqual([{ phone, verified: true }]);
    expect(await mailsTo(kit, ada.email)).toEqual(["phone_changed"]);
    expect(await refusalOf(client.account.phone.resend.mutate())).toMatchObject({ codes: ["no_pending_flow"] });
    expect(await refusalOf(kit.client(kind).account.login.mutate({ phone, password }))).toEqual(mismatch);
    const inside = await kit.clientOf(squatter, kind);
    await inside.account.phone.resend.mutate();
    const late = inside.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
    expect(await refusalOf(late)).toMatchObject({ codes: ["phone_taken/code"] });
  });

  it("drops a code that was under way to it when another number is set", async () => {
    await using kit = await kitWith();
    const client = await kit.clientOf(await kit.createUser(), kind);
    await client.account.phone.set.mutate({ phone });
    await client.account.phone.resend.mutate();
    const code = await codeSentTo(kit, phone);
    await client.account.phone.set.mutate({ phone: other });
    expect(await refusalOf(client.account.phone.verify.mutate({ code }))).toMatchObject({ codes: ["no_pending_flow"] });
    expect(await client.account.phone.get.query()).toEqual([{ phone: other, verified: false }]);
  });

  it("stores what two users set at once for one of them, and asks the other one for its code", async () => {
    await using kit = await kitWith();
    const clients = [
      await kit.clientOf(await kit.createUser(), kind),
      await kit.clientOf(await kit.createUser(), kind),
      await kit.clientOf(await kit.createUser(), kind),
    ];
    const states = await Promise.all(clients.map((client) => client.account.phone.set.mutate({ phone })));
    const asked = states.map((state) => ("flow" in state && state.flow !== null ? state.flow?.id : "stored"));
    expect(asked.sort()).toEqual(["stored", "verify_phone", "verify_phone"]);
  });

  it("stores what two users set for both where nothing may be told, and gives the number to neither", async () => {
    await using kit = await kitWith({ preventEnumeration: "strict" });
    const people = [await kit.createUser(), await kit.createUser({ password })];
    const clients = await Promise.all(people.map((person) => kit.clientOf(person, kind)));
    await Promise.all(clients.map((client) => client.account.phone.set.mutate({ phone })));
    const owner = kit.client(kind);
    await owner.account.password.requestReset.mutate({ phone });
    expect((await kit.delivered()).lastSms(phone).template).toBe("unknown_account");
    for (const { id, password: word } of people)
      expect(await kit.client(kind).account.login.mutate({ phone, password: word })).toMatchObject({ user: { id } });
  });

  it("stores one of two that the same user sets at once", async () => {
    await using kit = await kitWith();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const calls = [phone, other].map((number) => refusalOf(client.account.phone.set.mutate({ phone: number })));
    expect(await Promise.all(calls)).toEqual([null, null]);
    const [stored] = await client.account.phone.get.query();
    expect([phone, other]).toContain(stored?.phone);
  });

  it("is undone by the owner of the address who resets the password", async () => {
    await using kit = await kitWith();
    const ada = await kit.createUser();
    await (await kit.clientOf(ada, kind)).account.phone.set.mutate({ phone });
    const client = kit.client(kind);
    await client.account.password.requestReset.mutate({ email: ada.email });
    const key = await keyMailedTo(kit, ada.email, "password_reset");
    await client.account.password.reset.mutate({ key, password: "a brand new password" });
    const state = await client.account.login.mutate({ email: ada.email, password: "a brand new password" });
    expect(state).toMatchObject({ status: "authenticated", user: { phone: null } });
  });
});
