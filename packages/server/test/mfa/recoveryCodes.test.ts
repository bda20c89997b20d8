import { describe, expect, it } from "vitest";
import { createTestKit as onSame } from "../../src/testing.ts";
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
    const flows = [
      { id: "reauthenticate", isPending: false },
      { id: "mfa_reauthenticate", isPending: false, types: ["recovery_codes", "totp"] },
    ];
    expect(await client.mfa.recoveryCodes.get.query()).toEqual({ total: 10, unused: 10, codes: null, flows });
    const refused = await refusalOf(client.mfa.recoveryCodes.generate.mutate());
    expect(refused).toEqual({ trpc: "UNAUTHORIZED", codes: ["reauthentication_required"], flows });
    await client.mfa.reauthenticate.mutate({ code: codes?.[0] ?? "" });
    const shown = await client.mfa.recoveryCodes.get.query();
    expect(shown).toMatchObject({ total: 10, unused: 9 });
    expect(shown).not.toHaveProperty("flows");
    // In the order in which they were shown first.
    expect(shown.codes).toEqual(codes?.slice(1));
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
    expect((await client.mfa.recoveryCodes.get.query()).codes).toEqual(["ab12-CD34-ef", "zzzz yyyy"]);
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

  it("are never shown again with `showOnce`, nor stored so that they could be", async () => {
    await using kit = await createTestKit({ mfa: { recoveryCodes: { showOnce: true } } });
    const client = await kit.clientOf(await kit.createUser({ totp: true }), kind);
    expect((await client.session.config.query()).mfa.recoveryCodesShownOnce).toBe(true);
    const { codes, isShownOnce } = await client.mfa.recoveryCodes.generate.mutate();
    expect([codes?.length, isShownOnce]).toEqual([10, true]);
    const left = (unused: number) => ({ total: 10, unused, codes: null, isShownOnce: true });
    expect(await client.mfa.recoveryCodes.get.query()).toEqual(left(10));
    await client.mfa.reauthenticate.mutate({ code: codes?.[3] ?? "" });
    expect(await client.mfa.recoveryCodes.get.query()).toEqual(left(9));
    const used = await refusalOf(client.mfa.reauthenticate.mutate({ code: codes?.[3] ?? "" }));
    expect(used?.codes).toEqual(["incorrect_code/code"]);
    // Nothing is sealed in the rows: an app that has the secret cannot open them either.
    await using later = await onSame({ database: kit.database, clock: kit.clock.now });
    const ada = await client.account.user.query();
    const again = await (await later.clientOf(ada, kind)).mfa.recoveryCodes.get.query();
    expect(again).toEqual(left(9));
  });

  it("that could be viewed before are not shown any more once the app says `showOnce`, and still work", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser({ totp: true, recoveryCodes: ["12345678", "23456789"] });
    await using stricter = await onSame({
      database: kit.database,
      clock: kit.clock.now,
      mfa: { recoveryCodes: { showOnce: true } },
    });
    const client = await stricter.clientOf(ada, kind);
    expect((await client.mfa.recoveryCodes.get.query()).codes).toBeNull();
    expect(await refusalOf(client.mfa.reauthenticate.mutate({ code: "1234 5678" }))).toBeNull();
  });

  it("have the format that the app chooses", async () => {
    await using kit = await createTestKit({ mfa: { recoveryCodes: { kind: "letters", length: 12, count: 5 } } });
    const client = await kit.clientOf(await kit.createUser({ totp: true }), kind);
    const { codes } = await client.mfa.recoveryCodes.generate.mutate();
    expect(codes).toHaveLength(5);
    for (const code of codes ?? []) expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{12}$/);
    const typed = codes?.[0]?.toLowerCase().replace(/(.{4})/g, "$1-") ?? "";
    expect(await refusalOf(client.mfa.reauthenticate.mutate({ code: typed }))).toBeNull();
  });
});

describe("the format of recovery codes", () => {
  it.each([
    [{ length: 6 }, "6 digits are too few, because each guess may hit any of 10 codes; make length at least 7"],
    [{ length: 7, count: 11 }, "make length at least 8"],
    [{ kind: "letters", length: 6, count: 100 }, "make length at least 7"],
    [{ length: 4 }, "mfa.recoveryCodes.length"],
    [{ kind: "words" }, "mfa.recoveryCodes.kind"],
  ])("%j is refused with the reason", async (recoveryCodes, told) => {
    // Invalid on purpose.
    const options = { mfa: { recoveryCodes } } as Parameters<typeof createTestKit>[0];
    await expect(createTestKit(options)).rejects.toThrow(told);
  });

  it("may be six digits for a single code, and seven for ten", async () => {
    await using one = await createTestKit({ mfa: { recoveryCodes: { length: 6, count: 1 } } });
    await using ten = await createTestKit({ mfa: { recoveryCodes: { length: 7 } } });
    expect([one, ten]).toHaveLength(2);
  });
});
