import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const phone = "+4915112345678";
const email = "ada@example.com";
const password = "a fine password";
/** Default limits: mails per recipient in a minute, and messages per number in a day. */
const MAILS_A_MINUTE = 3;
const TEXTS_A_MINUTE = 5;
const TEXTS_A_DAY = 50;
const byPhone = { loginMethods: ["phone"], signup: { email: "off" } } as const;
const required = { enabled: true, required: true } as const;

describe.each(["browser", "app"] as const)("codes that are required after a password, %s client", (kind) => {
  it.each([true, false])("are few to one number in a minute (it is another's: %s)", async (isTaken) => {
    await using kit = await createTestKit({ account: { ...byPhone, loginByCode: required } });
    if (isTaken) await kit.createUser({ phone, phoneVerified: true });
    await kit.client(kind).account.signup.mutate({ phone, password });
    kit.clock.advance(60);
    const before = (await kit.delivered()).messages.length;
    const refusals = [];
    for (let call = 0; call < 8; call += 1)
      refusals.push(await refusalOf(kit.client(kind).account.login.mutate({ phone, password })));
    const sent = (await kit.delivered()).messages.length - before;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThanOrEqual(TEXTS_A_MINUTE);
    expect(refusals.at(-1)).toMatchObject({ trpc: "TOO_MANY_REQUESTS", codes: ["rate_limited"], retryAfter: 60 });
  });

  it("are few to one number in a day, wherever they are requested", async () => {
    await using kit = await createTestKit({ account: { ...byPhone, loginByCode: required } });
    await kit.client(kind).account.signup.mutate({ phone, password });
    for (let call = 0; call < 60; call += 1) {
      // Logins with an unverified number count as guesses, of which twenty are allowed in an hour.
      kit.clock.advance(181);
      await refusalOf(kit.client(kind, { ip: `198.51.100.${call}` }).account.login.mutate({ phone, password }));
    }
    expect((await kit.delivered()).messages).toHaveLength(TEXTS_A_DAY);
  });

  it.each([true, false])("are few to one address in a minute (it is another's: %s)", async (isTaken) => {
    await using kit = await createTestKit({ account: { loginByCode: required } });
    if (isTaken) await kit.createUser({ email });
    await kit.client(kind).account.signup.mutate({ email, password });
    kit.clock.advance(60);
    const before = (await kit.delivered()).mails.length;
    const refusals = [];
    for (let call = 0; call < 5; call += 1)
      refusals.push(await refusalOf(kit.client(kind).account.login.mutate({ email, password })));
    expect((await kit.delivered()).mails.length - before).toBe(MAILS_A_MINUTE);
    expect(refusals.at(-1)).toEqual({ trpc: "TOO_MANY_REQUESTS", codes: ["rate_limited"], retryAfter: 60 });
  });

  it("are counted in the round trip that counts the login or signup, and only once they are sent", async () => {
    await using kit = await createTestKit({ account: { loginByCode: required } });
    const { takeStatements } = await testDatabase();
    const limitsOf = async (call: Promise<unknown>) => {
      takeStatements();
      await refusalOf(call);
      return takeStatements().filter((statement) => statement.includes('"latchkey_rate_limits"')).length;
    };
    expect(await limitsOf(kit.client(kind).account.signup.mutate({ email, password }))).toBe(1);
    const bob = await kit.createUser({ password });
    const logIn = (typed: string) => kit.client(kind).account.login.mutate({ email: bob.email, password: typed });
    // One counts, one takes back the correct guess.
    expect(await limitsOf(logIn(password))).toBe(2);
    for (let call = 0; call < 4; call += 1) await refusalOf(logIn("wrong"));
    expect(await refusalOf(logIn(password))).toBeNull();
  });

  it("are not counted when the login fails after all", async () => {
    let mayLogin = false;
    await using kit = await createTestKit({
      account: { loginMethods: ["username"], loginByCode: required },
      hooks: { canLogin: () => mayLogin },
    });
    const ada = await kit.createUser({ email, username: "ada" });
    const logIn = () => refusalOf(kit.client(kind).account.login.mutate({ username: "ada", password: ada.password }));
    for (let call = 0; call < 4; call += 1) expect((await logIn())?.codes).toEqual(["account_inactive"]);
    mayLogin = true;
    expect(await logIn()).toBeNull();
  });
});

describe.each(["browser", "app"] as const)("login codes that are sent again, %s client", (kind) => {
  it("count among the text messages to a number", async () => {
    await using kit = await createTestKit({ account: { ...byPhone, loginByCode: { enabled: true } } });
    await kit.createUser({ phone, phoneVerified: true });
    for (let call = 0; call < 30; call += 1) {
      kit.clock.advance(30);
      const client = kit.client(kind, { ip: `198.51.100.${call}` });
      if ((await refusalOf(client.account.code.request.mutate({ phone }))) !== null) continue;
      for (let again = 0; again < 2; again += 1) await refusalOf(client.account.code.resend.mutate());
    }
    expect((await kit.delivered()).messages).toHaveLength(TEXTS_A_DAY);
  });

  it.each([email, "nobody@example.com"])("count among the mails to an address, known or not: %s", async (to) => {
    await using kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    await kit.createUser({ email });
    const [first, second] = [kit.client(kind), kit.client(kind)];
    await first.account.code.request.mutate({ email: to });
    await first.account.code.resend.mutate();
    await second.account.code.request.mutate({ email: to });
    const again = await refusalOf(second.account.code.resend.mutate());
    expect(again).toEqual({ trpc: "TOO_MANY_REQUESTS", codes: ["rate_limited"], retryAfter: 60 });
    expect((await kit.delivered()).mails.length).toBe(to === email ? MAILS_A_MINUTE : 2);
  });

  it("are refused without being counted once the flow allows no more of them", async () => {
    await using kit = await createTestKit({
      account: { loginByCode: { enabled: true }, codes: { login: { resends: 0 } } },
    });
    await kit.createUser({ email });
    const client = kit.client(kind);
    await client.account.code.request.mutate({ email });
    for (let again = 0; again < 3; again += 1)
      expect((await refusalOf(client.account.code.resend.mutate()))?.codes).toEqual(["no_pending_flow"]);
    expect(await refusalOf(kit.client(kind).account.code.request.mutate({ email }))).toBeNull();
  });
});
