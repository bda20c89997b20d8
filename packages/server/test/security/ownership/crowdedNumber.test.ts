import { describe, expect, it } from "vitest";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../../support/mailboxes.ts";

const phone = "+4915112345678";
const password = "the password of ada";
const account = {
  loginMethods: ["email", "phone"],
  signup: { password: "optional" },
  emailVerificationBy: "code",
  loginByCode: { enabled: true },
  phoneVerification: "none",
} as const;
/** Where a second account may have the number without its code. */
const shared = { ...account, preventEnumeration: "strict" } as const;

describe.each(["browser", "app"] as const)("strangers who set somebody's unverified number, %s client", (kind) => {
  it("do not keep its user from logging in, where they have no password to compare", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: shared });
    for (let index = 0; index < 4; index += 1) {
      const stranger = kit.client(kind);
      const email = `stranger${index}@example.com`;
      await stranger.account.signup.mutate({ email });
      await stranger.account.email.verify.mutate({ key: await keyMailedTo(kit, email, "verify_email_code") });
      expect(await stranger.account.phone.set.mutate({ phone })).toMatchObject({ user: { phone }, flow: null });
      kit.clock.advance(1);
    }
    const ada = await kit.createUser({ password });
    const inside = await kit.clientOf(ada, kind);
    await inside.account.phone.set.mutate({ phone });
    const logIn = () => kit.client(kind).account.login.mutate({ phone, password });
    expect(await logIn()).toMatchObject({ status: "authenticated", user: { id: ada.id } });
  });

  it("are one at most, where it is told that a number is taken: everybody else enters its code", async () => {
    await using kit = await createTestKit({ rateLimits: false, account });
    const waiting = [];
    for (let index = 0; index < 3; index += 1) {
      const stranger = await kit.clientOf(await kit.createUser(), kind);
      const state = await stranger.account.phone.set.mutate({ phone });
      waiting.push("flow" in state ? state.flow?.id : undefined);
    }
    expect(waiting).toEqual([undefined, "verify_phone", "verify_phone"]);
    const ada = await kit.createUser({ password });
    const inside = await kit.clientOf(ada, kind);
    await inside.account.phone.set.mutate({ phone });
    await inside.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
    const state = await kit.client(kind).account.login.mutate({ phone, password });
    expect(state).toMatchObject({ status: "authenticated", user: { id: ada.id } });
  });

  it("no longer matter once its user has verified it", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: shared });
    for (let index = 0; index < 5; index += 1) {
      const stranger = await kit.clientOf(await kit.createUser(), kind);
      await stranger.account.phone.set.mutate({ phone });
      kit.clock.advance(1);
    }
    const ada = await kit.createUser({ password });
    const inside = await kit.clientOf(ada, kind);
    await inside.account.phone.set.mutate({ phone });
    await inside.account.phone.resend.mutate();
    await inside.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
    const state = await kit.client(kind).account.login.mutate({ phone, password });
    expect(state).toMatchObject({ status: "authenticated", user: { id: ada.id } });
  });
});
