import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const email = "wanted@example.com";
const password = "a fine password";
const account = { loginMethods: ["email", "username"], emailVerification: "mandatory" } as const;

describe.each([true, false])("the username of a signup whose address is taken: %s", (isTaken) => {
  it("is not assigned to a signup by a provider", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account });
    if (isTaken) await kit.createUser({ email });
    await kit.client("browser").account.signup.mutate({ email, username: "newcomer", password });
    const claims = { email: "ada@example.com", email_verified: true, preferred_username: "newcomer" };
    const state = await logIn(kit.client("browser"), visitor("ada-1", claims));
    expect(state).toMatchObject({ status: "authenticated", user: { email: "ada@example.com" } });
    expect(state.status === "authenticated" && state.user.username).not.toBe("newcomer");
    await kit[Symbol.asyncDispose]();
  });

  it("is not assigned by the app itself", async () => {
    await using kit = await createTestKit({ account });
    if (isTaken) await kit.createUser({ email });
    await kit.client("browser").account.signup.mutate({ email, username: "newcomer", password });
    const created = kit.auth.createUser({ email: "ada@example.com", username: "Newcomer" });
    await expect(created).rejects.toMatchObject({ code: "username_taken" });
  });
});

describe("a username that two calls request at the same time", () => {
  it.each([
    ["two signups with free addresses", false, false],
    ["two signups, one with a taken address", true, false],
    ["two signups with taken addresses", true, true],
  ])("is given to one of %s", async (_name, isFirstTaken, isSecondTaken) => {
    await using kit = await createTestKit({ account, rateLimits: false });
    await kit.createUser({ email });
    await kit.createUser({ email: "other@example.com" });
    for (let round = 0; round < 4; round += 1) {
      const username = `newcomer${round}`;
      const addresses = [
        isFirstTaken ? email : `first${round}@example.com`,
        isSecondTaken ? "other@example.com" : `second${round}@example.com`,
      ];
      const calls = addresses.map((address) =>
        refusalOf(kit.client("browser").account.signup.mutate({ email: address, username, password })),
      );
      const refused = (await Promise.all(calls)).map((refusal) => refusal?.codes ?? []);
      expect(refused.flat()).toEqual(["username_taken/username"]);
    }
  });

  it("is given to either a signup with a taken address or a user who changes their name", async () => {
    await using kit = await createTestKit({ account, rateLimits: false });
    await kit.createUser({ email });
    const client = await kit.clientOf(await kit.createUser({ email: "ada@example.com" }), "browser");
    for (let round = 0; round < 4; round += 1) {
      const username = `newcomer${round}`;
      const refused = await Promise.all([
        refusalOf(kit.client("browser").account.signup.mutate({ email, username, password })),
        refusalOf(client.account.update.mutate({ username })),
      ]);
      expect(refused.flatMap((refusal) => refusal?.codes ?? [])).toEqual(["username_taken/username"]);
    }
  });
});
