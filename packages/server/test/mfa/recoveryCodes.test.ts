import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

describe.each(["browser", "app"] as const)("mfa.recoveryCodes, %s client", (kind) => {
  async function protectedUser() {
    const kit = await createTestKit();
    const ada = await kit.createUser({ totp: true });
    return { kit, ada, client: await kit.clientOf(ada, kind) };
  }

  it("shows the codes only with recent authentication, which a recovery code gives", async () => {
    const { kit, client } = await protectedUser();
    expect(await refusalOf(client.mfa.recoveryCodes.get.query())).toEqual({ trpc: "NOT_FOUND", codes: ["not_found"] });
    const { codes } = await client.mfa.recoveryCodes.generate.mutate();
    kit.clock.advance(300);
    expect(await client.mfa.recoveryCodes.get.query()).toEqual({ total: 10, unused: 10, codes: null });
    await client.mfa.reauthenticate.mutate({ code: codes?.[0] ?? "" });
    const shown = await client.mfa.recoveryCodes.get.query();
    expect(shown).toMatchObject({ total: 10, unused: 9 });
    expect(new Set(shown.codes)).toEqual(new Set(codes?.slice(1)));
    await kit[Symbol.asyncDispose]();
  });

  it("are ten, all different, of eight digits; the list of factors has none of them", async () => {
    const { kit, client } = await protectedUser();
    const { codes, total, unused } = await client.mfa.recoveryCodes.generate.mutate();
    expect([total, unused, new Set(codes).size]).toEqual([10, 10, 10]);
    for (const code of codes ?? []) expect(code).toMatch(/^[0-9]{8}$/);
    const listed = JSON.stringify(await client.mfa.authenticators.query());
    for (const code of codes ?? []) expect(listed).not.toContain(code);
    await kit[Symbol.asyncDispose]();
  });

  it("are generated only for a user with another factor, with recent authentication", async () => {
    await using kit = await createTestKit();
    const client = await kit.clientOf(await kit.createUser(), kind);
    expect(await refusalOf(client.mfa.recoveryCodes.generate.mutate())).toEqual({
      trpc: "BAD_REQUEST",
      codes: ["cannot_generate_recovery_codes"],
    });
    kit.clock.advance(300);
    expect(await refusalOf(client.mfa.recoveryCodes.generate.mutate())).toMatchObject({
      codes: ["reauthentication_required"],
    });
  });

  it("void the previous ones when generated again, and notify the user", async () => {
    const { kit, ada, client } = await protectedUser();
    const first = await client.mfa.recoveryCodes.generate.mutate();
    const second = await client.mfa.recoveryCodes.generate.mutate();
    const answer = (code = "") => refusalOf(client.mfa.reauthenticate.mutate({ code }));
    expect((await answer(first.codes?.[0]))?.codes).toEqual(["incorrect_code/code"]);
    expect(await answer(second.codes?.[0])).toBeNull();
    const { mails } = await kit.delivered();
    expect(mails.filter(({ to }) => to === ada.email).map(({ template }) => template)).toEqual([
      "recovery_codes_generated",
      "recovery_codes_generated",
      "recovery_code_used",
    ]);
    await kit[Symbol.asyncDispose]();
  });

  it("of another system work once each, in their own format", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser({ totp: true, recoveryCodes: ["ab12-CD34-ef", "zzzz yyyy"] });
    const client = await kit.clientOf(ada, kind);
    expect(new Set((await client.mfa.recoveryCodes.get.query()).codes)).toEqual(new Set(["ab12-CD34-ef", "zzzz yyyy"]));
    const answer = (code: string) => refusalOf(client.mfa.reauthenticate.mutate({ code }));
    expect(await answer("AB12cd34EF")).toBeNull();
    expect((await answer("ab12-CD34-ef"))?.codes).toEqual(["incorrect_code/code"]);
    expect(await answer("zzzzyyyy")).toBeNull();
  });

  it("are as many as the app configures, and none where it leaves them out", async () => {
    await using few = await createTestKit({ mfa: { recoveryCodes: { count: 3 } } });
    const client = await few.clientOf(await few.createUser(), kind);
    const added = await client.mfa.totp.activate.mutate({ code: await few.totp(await client.mfa.totp.begin.mutate()) });
    expect(added.recoveryCodes).toHaveLength(3);
    await using without = await createTestKit({ mfa: { types: ["totp"] } });
    const other = await without.clientOf(await without.createUser(), kind);
    const code = await without.totp(await other.mfa.totp.begin.mutate());
    expect((await other.mfa.totp.activate.mutate({ code })).recoveryCodes).toBeUndefined();
    expect((await refusalOf(other.mfa.recoveryCodes.generate.mutate()))?.codes).toEqual(["not_enabled"]);
  });

  it("are generated once when two factors are added at the same time", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const { options } = await client.mfa.webauthn.beginRegistration.mutate({});
    const code = await kit.totp(await client.mfa.totp.begin.mutate());
    // The later one may be refused: its challenge was created for the account without the other factor.
    const added = await Promise.allSettled([
      client.mfa.totp.activate.mutate({ code }),
      client.mfa.webauthn.register.mutate({ response: kit.authenticator().create(options) }),
    ]);
    const done = added.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(done.filter(({ recoveryCodes }) => recoveryCodes !== undefined)).toHaveLength(1);
    expect((await client.mfa.recoveryCodes.get.query()).total).toBe(10);
  });
});
