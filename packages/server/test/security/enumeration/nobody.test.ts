import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../../support/mailboxes.ts";

const password = "a fine password";
const owner = { email: "owner@example.com", phone: "+4915100000001", phoneVerified: true };
const email = "wanted@example.com";
const own = "+4915100000009";
const loginMethods = ["email", "phone"] as const;

describe.each(["browser", "app"] as const)("a login without an account, %s client", (kind) => {
  it.each(["mandatory", "optional", "none"] as const)(
    "never passes every stage: the address was taken while the signup waited for a taken number, %s",
    async (emailVerification) => {
      await using kit = await createTestKit({ rateLimits: false, account: { loginMethods, emailVerification } });
      await kit.createUser(owner);
      const client = kit.client(kind);
      await client.account.signup.mutate({ email, phone: owner.phone, password });
      await kit.createUser({ email });
      await client.account.phone.set.mutate({ phone: own });
      const code = await codeSentTo(kit, own);
      const refusal = await refusalOf(client.account.phone.verify.mutate({ code }));
      expect(kit.errors).toEqual([]);
      expect(refusal?.trpc).not.toBe("INTERNAL_SERVER_ERROR");
    },
  );

  it.each(["optional", "none"] as const)(
    "never passes every stage: the number is free by the next login and the address is taken, %s",
    async (emailVerification) => {
      await using kit = await createTestKit({ rateLimits: false, account: { loginMethods, emailVerification } });
      const first = await kit.createUser(owner);
      await kit.client(kind).account.signup.mutate({ email, phone: owner.phone, password });
      await kit.createUser({ email });
      await (await kit.clientOf(first, kind)).account.delete.mutate();
      const client = kit.client(kind);
      await client.account.login.mutate({ phone: owner.phone, password });
      const code = await codeSentTo(kit, owner.phone);
      const refusal = await refusalOf(client.account.phone.verify.mutate({ code }));
      expect(kit.errors).toEqual([]);
      expect(refusal?.trpc).not.toBe("INTERNAL_SERVER_ERROR");
    },
  );
});

describe.each(["browser", "app"] as const)("an address next to another user's verified number, %s client", (kind) => {
  it("is verified by the account to which it belongs, also by a link that was requested again", async () => {
    await using kit = await createTestKit({ account: { loginMethods } });
    const stranger = kit.client(kind, { ip: "192.0.2.66" });
    await stranger.account.signup.mutate({ email, phone: own, password: "a stranger's password" });
    await stranger.account.phone.verify.mutate({ code: await codeSentTo(kit, own) });
    kit.clock.advance(181);
    const client = kit.client(kind);
    const state = await client.account.signup.mutate({ email, password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    kit.clock.advance(181);
    await client.account.email.requestVerification.mutate({ email });
    const key = await keyMailedTo(kit, email);
    expect(await refusalOf(client.account.email.verify.mutate({ key }))).toBeNull();
    const known = await kit.client(kind).account.login.mutate({ email, password });
    expect(known).toMatchObject({ status: "authenticated", user: { email, emailVerified: true } });
  });
});
