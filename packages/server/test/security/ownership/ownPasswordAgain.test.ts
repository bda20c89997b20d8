import { describe, expect, it } from "vitest";
import { createTestKit } from "../../support/kit.ts";
import { keyMailedTo, resetByLink } from "../../support/mailboxes.ts";

const email = "ada@example.com";
const password = "a fine password";

describe.each(["browser", "app"] as const)("a user who has forgotten their account, %s client", (kind) => {
  it.each([
    ["signed up and opened the link", true],
    ["was made by the app", false],
  ])("and signs up again with the same password still logs in to it: it %s", async (_how, isSignedUp) => {
    await using kit = await createTestKit({ rateLimits: false });
    if (isSignedUp) {
      await kit.client(kind).account.signup.mutate({ email, password });
      await kit.client(kind).account.email.verify.mutate({ key: await keyMailedTo(kit, email) });
    } else await kit.createUser({ email, password });
    const before = await kit.client(kind).account.login.mutate({ email, password });
    expect(before).toMatchObject({ status: "authenticated", user: { email } });
    await kit.client(kind).account.signup.mutate({ email, password });
    const after = await kit.client(kind).account.login.mutate({ email, password });
    expect(after).toMatchObject({ status: "authenticated", user: { email } });
  });

  it("and signs up again with the same password still logs in by their number", async () => {
    const phone = "+4915112345678";
    await using kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["email", "phone"] } });
    await kit.createUser({ email, phone, phoneVerified: true, password });
    await kit.client(kind).account.signup.mutate({ email: "other@example.com", phone, password });
    const after = await kit.client(kind).account.login.mutate({ phone, password });
    expect(after).toMatchObject({ status: "authenticated", user: { email } });
  });

  it("gets access again by a reset, whatever password they choose", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    await kit.createUser({ email, password });
    await kit.client(kind).account.signup.mutate({ email, password });
    await resetByLink(kit, kit.client(kind), { email, password });
    const after = await kit.client(kind).account.login.mutate({ email, password });
    expect(after).toMatchObject({ status: "authenticated", user: { email } });
  });
});
