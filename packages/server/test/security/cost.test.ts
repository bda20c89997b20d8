import { describe, expect, it } from "vitest";
import type { NoFields } from "../../src/config/signupFields.ts";
import { TEST_PASSWORD as password, type TestKit } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

/** Counts the statements of a call, without those that send its mail after the response. */
async function statementsOf(call: () => Promise<unknown>): Promise<string[]> {
  const { takeStatements } = await testDatabase();
  takeStatements();
  await call();
  return takeStatements().filter((statement) => !/^(begin|commit|delete from "latchkey_outbox")/i.test(statement));
}

const isLimit = (statement: string) => statement.includes('"latchkey_rate_limits"');

describe.each(["browser", "app"] as const)("statements, %s client", (kind) => {
  it("are none for a visitor, and one for any number of calls with a session", async () => {
    await using kit = await createTestKit();
    const visitor = kit.client(kind);
    expect(await statementsOf(() => visitor.session.get.query())).toEqual([]);
    const client = await kit.clientOf(await kit.createUser(), kind);
    expect(await statementsOf(() => client.session.get.query())).toHaveLength(1);
    const paths = ["auth.session.get", "auth.account.user", "auth.session.config", "auth.session.get"].join(",");
    const batch = () => client.fetch(`${kit.origin}/trpc/${paths}?batch=1&input=%7B%7D`);
    expect(await statementsOf(batch)).toHaveLength(1);
  });

  it("are three for a login, and two for its limits", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = kit.client(kind);
    const statements = await statementsOf(() =>
      client.account.login.mutate({ email: ada.email, password: ada.password }),
    );
    expect(statements.filter((statement) => !isLimit(statement)).length).toBeLessThanOrEqual(3);
    // One counts all limits of the call together, one takes back the correct guess.
    expect(statements.filter(isLimit)).toHaveLength(2);
  });

  it("are one more for a login that recognises its client, and one more where sessions are limited", async () => {
    const logins = async (options: Parameters<typeof createTestKit>[0]) => {
      await using kit = await createTestKit({ rateLimits: false, ...options });
      const ada = await kit.createUser();
      const client = kit.client(kind);
      const credentials = { email: ada.email, password: ada.password };
      const first = await statementsOf(() => client.account.login.mutate(credentials));
      await client.account.logout.mutate();
      return [first.length, (await statementsOf(() => client.account.login.mutate(credentials))).length];
    };
    expect(await logins({})).toEqual([3, 3]);
    expect(await logins({ account: { notifications: { newLogin: true } } })).toEqual([4, 4]);
    expect(await logins({ session: { maxPerUser: { max: 5 } } })).toEqual([4, 4]);
  });

  it("are five for a signup, the same whether or not the address is taken", async () => {
    await using kit = await createTestKit();
    const taken = await kit.createUser();
    const signUp = (email: string) => statementsOf(() => kit.client(kind).account.signup.mutate({ email, password }));
    const [free, hidden] = [await signUp("new@example.com"), await signUp(taken.email)];
    expect(free.length).toBeLessThanOrEqual(6);
    expect(free.filter((statement) => !isLimit(statement)).length).toBeLessThanOrEqual(5);
    expect(hidden.length).toBeGreaterThanOrEqual(free.length - 1);
  });

  it("are four to request a reset, the same without an account", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const ask = (email: string) => statementsOf(() => kit.client(kind).account.password.requestReset.mutate({ email }));
    const kindOf = (statement: string) => statement.split(" ", 1)[0];
    const [known, unknown] = [await ask(ada.email), await ask("nobody@example.com")];
    expect(known.length).toBeLessThanOrEqual(4);
    expect(unknown).toHaveLength(known.length);
    // One statement counts all limits, and starts with a CTE of its input; one stores the key if its owner is still as found.
    expect(known.map(kindOf)).toEqual(["with", "select", "with", "insert"]);
  });

  async function askedForReset(kit: TestKit<NoFields>, email: string) {
    const client = kit.client(kind);
    await client.account.password.requestReset.mutate({ email });
    await kit.delivered();
    const statementsOfReset = (key: string) =>
      statementsOf(() => refusalOf(client.account.password.reset.mutate({ key, password: "a brand new password" })));
    return { client, statementsOfReset };
  }

  it.each(["link", "code"] as const)("are four for a reset by %s, and end every session", async (by) => {
    await using kit = await createTestKit({ account: { passwordResetBy: by }, rateLimits: false });
    const ada = await kit.createUser();
    await kit.clientOf(ada, kind);
    const { client, statementsOfReset } = await askedForReset(kit, ada.email);
    const { key, code } = kit.outbox.lastMail(ada.email).context;
    expect(await statementsOfReset(key ?? code ?? "")).toHaveLength(4);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    const password = "a brand new password";
    expect(await client.account.login.mutate({ email: ada.email, password })).toMatchObject({
      status: "authenticated",
    });
  });

  it("are as many for a wrong code of a reset, with an account or without", async () => {
    await using kit = await createTestKit({ account: { passwordResetBy: "code" }, rateLimits: false });
    const ada = await kit.createUser();
    const [known, nobody] = [await askedForReset(kit, ada.email), await askedForReset(kit, "nobody@example.com")];
    const wrong = "BCDF-GHJK";
    expect(await known.statementsOfReset(wrong)).toEqual(await nobody.statementsOfReset(wrong));
  });

  it("are one to end all other sessions", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    for (let other = 0; other < 3; other += 1) await kit.clientOf(ada, kind);
    const statements = await statementsOf(() => client.session.revokeOthers.mutate());
    expect(statements.filter((statement) => statement.includes('delete from "latchkey_sessions"'))).toHaveLength(1);
    expect(statements).toHaveLength(2);
  });
});
