import { describe, expect, it } from "vitest";
import { countingHasher } from "../support/countingHasher.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";
import { mailsTo } from "../support/mailboxes.ts";

const phone = "+4915112345678";
const invalid = { trpc: "BAD_REQUEST", codes: ["invalid_login"] };
const readsPeople = (statement: string) => /latchkey_(users|email_addresses)/.test(statement);

describe.each(["browser", "app"] as const)("what a limit counts is what is looked up, %s client", (kind) => {
  it.each([
    ["a user name, where nobody logs in by one", { username: "x" }],
    ["a number, where nobody logs in by one", { phone }],
    ["both", { username: "x", phone }],
  ])("a login with an address and %s is refused, and looks nobody up", async (_what, spare) => {
    const hasher = countingHasher();
    await using kit = await createTestKit({ account: { password: { hasher } }, rateLimits: { login: false } });
    const { email, password } = await kit.createUser();
    const { takeStatements } = await testDatabase();
    hasher.take();
    takeStatements();
    const login = (given: string, ip: string) =>
      refusalOf(kit.client(kind, { ip }).account.login.mutate({ email, password: given, ...spare }));
    expect(await login("wrong", "192.0.2.1")).toEqual(invalid);
    for (let guess = 0; guess < 200; guess += 1) await login(`wrong ${guess}`, `198.51.100.${guess % 40}`);
    expect(await login(password, "192.0.2.2")).not.toBeNull();
    expect(hasher.take().compared).toEqual([]);
    expect(takeStatements().filter(readsPeople)).toEqual([]);
  });

  it("a login with two identifiers is refused where both are offered, and looks nobody up", async () => {
    const hasher = countingHasher();
    await using kit = await createTestKit({
      account: { loginMethods: ["email", "username", "phone"], password: { hasher } },
      rateLimits: { login: false },
    });
    const { email, password } = await kit.createUser({ username: "ada", phone, phoneVerified: true });
    hasher.take();
    const pairs = [
      { email, username: "ada" },
      { email, phone },
      { username: "ada", phone },
    ];
    for (const pair of pairs)
      expect(await refusalOf(kit.client(kind).account.login.mutate({ ...pair, password }))).toEqual(invalid);
    expect(hasher.take().compared).toEqual([]);
  });

  it("a spare field that is empty, or nonsense, allows no guess that is not counted", async () => {
    const hasher = countingHasher();
    await using kit = await createTestKit({ account: { password: { hasher } }, rateLimits: { login: false } });
    const { email, password } = await kit.createUser();
    hasher.take();
    for (const [index, spare] of ["", " ", "é", "x".repeat(5_000), null, 7, [], {}, true].entries())
      for (const name of ["username", "phone"]) {
        // Attackers also send what the types forbid.
        const input = { email, password: `wrong ${index}`, ...({ [name]: spare } as object) };
        await refusalOf(kit.client(kind, { ip: `198.51.100.${index}` }).account.login.mutate(input));
      }
    expect(hasher.take().compared.length).toBeLessThanOrEqual(5);
    const right = kit.client(kind).account.login.mutate({ email, password, username: "x" });
    expect(await refusalOf(right)).not.toBeNull();
  });

  it("a spare field sends no more mails: neither to reset, nor with codes, nor to verify", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    const { email } = await kit.createUser();
    const waiting = await kit.createUser({ emailVerified: false });
    for (let call = 0; call < 40; call += 1) {
      const { account } = kit.client(kind, { ip: `198.51.100.${call % 4}` });
      for (const spare of [{ username: "x" }, { phone }]) {
        await refusalOf(account.password.requestReset.mutate({ email, ...spare }));
        await refusalOf(account.code.request.mutate({ email, ...spare }));
        await refusalOf(account.email.requestVerification.mutate({ email: waiting.email, ...spare }));
      }
    }
    const templates = await mailsTo(kit, email);
    // From four networks, at most five resets and three codes each.
    expect(templates.filter((template) => template === "password_reset").length).toBeLessThanOrEqual(20);
    expect(templates.filter((template) => template === "login_code").length).toBeLessThanOrEqual(12);
    expect((await mailsTo(kit, waiting.email)).length).toBeLessThanOrEqual(4);
    expect(kit.errors).toEqual([]);
  });

  it("counts every spelling of one identifier, including an address typed as username, as one", async () => {
    const hasher = countingHasher();
    await using kit = await createTestKit({
      account: { loginMethods: ["email", "username"], password: { hasher } },
      rateLimits: { login: false },
    });
    const { email } = await kit.createUser({ username: "ada" });
    hasher.take();
    const ways = [
      { email },
      { email: email.toUpperCase() },
      { username: email },
      { username: ` ${email.toUpperCase()}` },
    ];
    for (let guess = 0; guess < 20; guess += 1) {
      const client = kit.client(kind, { ip: `198.51.100.${guess}` });
      await refusalOf(client.account.login.mutate({ ...ways[guess % ways.length], password: `wrong ${guess}` }));
    }
    const guesses = hasher.take().compared.filter((password) => password.startsWith("wrong"));
    expect(guesses).toHaveLength(5);
  });
});
