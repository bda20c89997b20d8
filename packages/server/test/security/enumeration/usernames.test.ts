import { describe, expect, it } from "vitest";
import { createTestKit } from "../../support/kit.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const email = "wanted@example.com";
const password = "a fine password";
const account = { loginMethods: ["email", "username"], emailVerification: "mandatory" } as const;

describe.each([true, false])("a user name of a signup whose address is taken: %s", (isTaken) => {
  it("is not what a signup by a provider gets", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account });
    if (isTaken) await kit.createUser({ email });
    await kit.client("browser").account.signup.mutate({ email, username: "newcomer", password });
    const claims = { email: "ada@example.com", email_verified: true, preferred_username: "newcomer" };
    const state = await logIn(kit.client("browser"), visitor("ada-1", claims));
    expect(state).toMatchObject({ status: "authenticated", user: { email: "ada@example.com" } });
    expect(state.status === "authenticated" && state.user.username).not.toBe("newcomer");
    await kit[Symbol.asyncDispose]();
  });

  it("is not what the app itself gives to somebody", async () => {
    await using kit = await createTestKit({ account });
    if (isTaken) await kit.createUser({ email });
    await kit.client("browser").account.signup.mutate({ email, username: "newcomer", password });
    const created = kit.auth.createUser({ email: "ada@example.com", username: "Newcomer" });
    await expect(created).rejects.toMatchObject({ code: "username_taken" });
  });
});
