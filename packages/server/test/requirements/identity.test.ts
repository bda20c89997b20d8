import { describe, expect, it } from "vitest";
import { users } from "../../src/schema.ts";
import { createSocialKit } from "../support/socialKit.ts";

describe("an account elsewhere", () => {
  it("is identified by provider and id together: the same id at another provider is another user", async () => {
    const { kit, visitor, journey } = await createSocialKit();
    const logIn = async (provider: string, email: string) => {
      const sub = visitor("one-and-the-same", { email, email_verified: true });
      const client = kit.client("browser");
      const state = await client.social.callback.mutate(await journey(client, sub, { provider }));
      return state.status === "authenticated" ? state.user.id : state.status;
    };
    const [ada, eve] = [await logIn("local", "ada@example.com"), await logIn("other", "eve@example.com")];
    expect(ada).not.toBe(eve);
    expect(await logIn("local", "another@example.com")).toBe(ada);
    expect(await kit.database.select().from(users)).toHaveLength(2);
    await kit[Symbol.asyncDispose]();
  });
});
