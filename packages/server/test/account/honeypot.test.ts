import { describe, expect, it } from "vitest";
import { z } from "zod";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const email = "ada@example.com";
const password = "a fine long password";

describe.each(["browser", "app"] as const)("the honeypot of a signup, %s client", (kind) => {
  it("refuses whoever fills it in, with an event, and sends nothing", async () => {
    await using kit = await createTestKit({ account: { signup: { honeypot: true } } });
    const { account, session } = kit.client(kind);
    const filled = account.signup.mutate({ email, password, honeypot: "https://spam.example" });
    expect(await refusalOf(filled)).toEqual({ trpc: "BAD_REQUEST", codes: ["invalid/honeypot"] });
    expect(kit.events.map(({ type }) => type)).toEqual(["honeypot_filled"]);
    expect((await kit.delivered()).messages).toEqual([]);
    expect(await account.signup.mutate({ email, password, honeypot: "" })).toMatchObject({ status: "pending" });
    expect((await session.config.query()).account.signup.honeypot).toBe(true);
  });

  it("refuses a signup by passkey as well", async () => {
    await using kit = await createTestKit({
      account: { signup: { honeypot: true }, emailVerificationBy: "code" },
      mfa: { passkeySignup: true },
    });
    const filled = kit.client(kind).mfa.webauthn.beginSignup.mutate({ email, honeypot: "x" });
    expect(await refusalOf(filled)).toEqual({ trpc: "BAD_REQUEST", codes: ["invalid/honeypot"] });
  });

  it("counts as any other signup that is refused", async () => {
    await using kit = await createTestKit({ account: { signup: { honeypot: true } } });
    const { account } = kit.client(kind);
    let last: Awaited<ReturnType<typeof refusalOf>> = null;
    for (let call = 0; call < 21; call += 1)
      last = await refusalOf(account.signup.mutate({ email, password, honeypot: "x" }));
    expect(last?.codes).toEqual(["rate_limited"]);
  });

  it("is a field like any other where it is off: the app may have one of this name", async () => {
    const fields = z.object({ honeypot: z.string() });
    await using kit = await createTestKit({ account: { signup: { fields }, emailVerification: "none" } });
    expect(await kit.client(kind).account.signup.mutate({ email, password, honeypot: "mine" })).toMatchObject({
      status: "authenticated",
      user: { data: { honeypot: "mine" } },
    });
    const both = createTestKit({ account: { signup: { fields, honeypot: true } } });
    await expect(both).rejects.toThrow("account.signup.fields.honeypot: this name is reserved");
  });
});
