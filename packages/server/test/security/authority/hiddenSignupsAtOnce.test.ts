import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo } from "../../support/mailboxes.ts";

const password = "a fine password";
const owner = { email: "owner@example.com", phone: "+4915100000001", phoneVerified: true };
const email = "wanted@example.com";
const loginMethods = ["email", "phone"] as const;
const SEVERAL = [0, 1, 2, 3] as const;
const many = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.each(["browser", "app"] as const)("a hidden signup, %s client", (kind) => {
  it("that is moved to several free addresses at the same time gets the same response as any other", async () => {
    const outcome = async (isTaken: boolean) => {
      await using kit = await createTestKit({ rateLimits: false });
      if (isTaken) await kit.createUser({ email });
      const client = kit.client(kind);
      await client.account.signup.mutate({ email, password });
      const refusals = await Promise.all(
        SEVERAL.map((index) => refusalOf(client.account.email.change.mutate({ email: `moved${index}@example.com` }))),
      );
      // Their order is random.
      const told = refusals.map((refusal) => refusal?.codes[0] ?? "moved").sort();
      return { told, errors: kit.errors.map(String) };
    };
    expect(await outcome(true)).toEqual(await outcome(false));
  });

  it("whose contacts are free again becomes one account, with several simultaneous logins", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { loginMethods } });
    const first = await kit.createUser({ ...owner, email });
    await kit.client(kind).account.signup.mutate({ email, password });
    await (await kit.clientOf(first, kind)).account.delete.mutate();
    const refusals = await Promise.all(
      SEVERAL.map(() => refusalOf(kit.client(kind).account.login.mutate({ email, password }))),
    );
    expect(kit.errors).toEqual([]);
    expect(refusals).toEqual(SEVERAL.map(() => null));
  });

  it("becomes one account, with several simultaneous codes to its own number", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      account: { loginMethods, loginByCode: { enabled: true } },
    });
    await kit.createUser({ ...owner, email });
    const number = "+4915100000009";
    await kit.client(kind).account.signup.mutate({ email, phone: number, password });
    const waiting: { client: ReturnType<typeof kit.client>; code: string }[] = [];
    for (const _ of SEVERAL) {
      const client = kit.client(kind);
      await client.account.code.request.mutate({ phone: number });
      waiting.push({ client, code: await codeSentTo(kit, number) });
    }
    const refusals = await Promise.all(
      waiting.map(({ client, code }) => refusalOf(client.account.code.confirm.mutate({ code }))),
    );
    expect(kit.errors).toEqual([]);
    expect(refusals.filter((refusal) => refusal === null)).toHaveLength(1);
  });
});

describe("simultaneous calls", () => {
  it("sign up with one taken address: more than are kept", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    await kit.createUser(owner);
    for (const _ of many(45)) await kit.client("app").account.signup.mutate({ email: owner.email, password });
    const refusals = await Promise.all(
      many(20).map(() => refusalOf(kit.client("app").account.signup.mutate({ email: owner.email, password }))),
    );
    expect(kit.errors).toEqual([]);
    expect(refusals.filter((refusal) => refusal !== null)).toEqual([]);
  });

  it("answer what is pending for one hidden signup: its number, a login code, a reset", async () => {
    for (const _ of many(4)) {
      const kit = await createTestKit({
        rateLimits: false,
        account: { loginMethods, loginByCode: { enabled: true }, passwordResetBy: "code" },
      });
      await kit.createUser(owner);
      const own = "+4915100000009";
      const first = kit.client("app");
      await first.account.signup.mutate({ email: owner.email, phone: own, password });
      const number = await codeSentTo(kit, own);
      const byCode = kit.client("app");
      await byCode.account.code.request.mutate({ phone: own });
      const login = await codeSentTo(kit, own);
      const byReset = kit.client("app");
      await byReset.account.password.requestReset.mutate({ phone: own });
      const reset = await codeSentTo(kit, own);
      const again = kit.client("app");
      const refusals = await Promise.all([
        refusalOf(first.account.phone.verify.mutate({ code: number })),
        refusalOf(byCode.account.code.confirm.mutate({ code: login })),
        refusalOf(byReset.account.password.reset.mutate({ key: reset, password: "a brand new password" })),
        refusalOf(again.account.signup.mutate({ email: "third@example.com", phone: own, password })),
        refusalOf(kit.client("app").account.login.mutate({ phone: own, password })),
      ]);
      expect(kit.errors).toEqual([]);
      expect(refusals.map((refusal) => refusal?.trpc)).not.toContain("INTERNAL_SERVER_ERROR");
      await kit[Symbol.asyncDispose]();
    }
  });

  it("verify a number and an address of two accounts that each have the other's", async () => {
    for (const _ of many(4)) {
      const kit = await createTestKit({ rateLimits: false, account: { loginMethods, emailVerificationBy: "code" } });
      const people = await Promise.all(
        many(2).map((index) =>
          kit.createUser({ email: `p${index}@example.com`, phone: `+491510000002${index}`, phoneVerified: true }),
        ),
      );
      const calls: (() => Promise<unknown>)[] = [];
      for (const person of people)
        for (const __ of many(2)) {
          const inside = await kit.clientOf(person, "app");
          await inside.account.email.add.mutate({ email: "shared@example.com" });
          const key = (await kit.delivered()).lastMail("shared@example.com").context.code ?? "";
          calls.push(() => inside.account.email.verify.mutate({ key }));
          const other = await kit.clientOf(person, "app");
          await other.account.phone.set.mutate({ phone: "+4915100000029" });
          const code = await codeSentTo(kit, "+4915100000029");
          calls.push(() => other.account.phone.verify.mutate({ code }));
        }
      const refusals = await Promise.all(calls.map((call) => refusalOf(call())));
      expect(kit.errors).toEqual([]);
      expect(refusals.map((refusal) => refusal?.trpc)).not.toContain("INTERNAL_SERVER_ERROR");
      await kit[Symbol.asyncDispose]();
    }
  });
});
