import { describe, expect, it } from "vitest";
import { flows, outbox, rateLimits } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const phone = "+4915112345678";
const phoneLogin = {
  loginMethods: ["phone"],
  loginByCode: { enabled: true },
  signup: { email: "off" },
} as const;
const number = (index: number) => `+49151${String(10_000_000 + index)}`;

describe.each(["browser", "app"] as const)("text messages, %s client", (kind) => {
  it("are refused where the app has no phone numbers: nothing is stored and nothing sent", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    await kit.createUser({ phone, phoneVerified: true });
    const { account } = kit.client(kind);
    for (const to of [phone, number(1)]) {
      const answers = [
        await refusalOf(account.password.requestReset.mutate({ phone: to })),
        await refusalOf(account.code.request.mutate({ phone: to })),
      ];
      for (const answer of answers) expect(answer?.codes[0]).toMatch(/^(not_enabled|unknown_phone)/);
    }
    expect(await kit.database.select().from(outbox)).toEqual([]);
    expect(await kit.database.select().from(flows)).toEqual([]);
    expect((await kit.delivered()).messages).toEqual([]);
    expect(kit.errors).toEqual([]);
  });

  it("are few from one network, whoever's numbers they go to", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    const { account } = kit.client(kind);
    for (let call = 0; call < 20; call += 1) {
      await refusalOf(account.password.requestReset.mutate({ phone: number(call) }));
      await refusalOf(account.code.request.mutate({ phone: number(100 + call) }));
      const newcomer = kit.client(kind).account.signup;
      await refusalOf(newcomer.mutate({ phone: number(200 + call), password: "a fine password" }));
    }
    expect((await kit.delivered()).messages.length).toBeLessThanOrEqual(10);
  });

  it("are few to one number in a day, wherever they are requested, and continue the day after", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    const ask = async (index: number) => {
      const { account } = kit.client(kind, { ip: `198.51.100.${index % 250}` });
      await refusalOf(account.password.requestReset.mutate({ phone }));
      await refusalOf(account.code.request.mutate({ phone }));
    };
    for (let call = 0; call < 140; call += 1) {
      await ask(call);
      kit.clock.advance(600);
    }
    const { length } = (await kit.delivered()).messages;
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(50);
    kit.clock.advance(86_400);
    await ask(250);
    expect((await kit.delivered()).messages.length).toBeGreaterThan(length);
  });

  it("are counted without the number: no counter holds it", async () => {
    await using kit = await createTestKit({ account: phoneLogin });
    await refusalOf(kit.client(kind).account.code.request.mutate({ phone }));
    const counters = await kit.database.select().from(rateLimits);
    expect(counters.length).toBeGreaterThan(0);
    expect(JSON.stringify(counters)).not.toContain(phone.slice(1));
  });
});
