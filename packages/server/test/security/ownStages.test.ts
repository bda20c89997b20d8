import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { AuthError, loginStage, SetupError } from "../../src/index.ts";
import { flows } from "../../src/schema.ts";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createOwnKit, testDatabase } from "../support/kit.ts";
import { acceptTerms, createAcceptances, readAcceptances, TERMS } from "../support/ownStages.ts";

beforeAll(createAcceptances);

const gone = { trpc: "CONFLICT", codes: ["no_pending_flow"] };
const input = { version: TERMS };

/** A stage that always holds. */
const stage = (id: string, more: object = {}) =>
  loginStage({ id, schema: z.object({}), enter: () => ({}), answer() {}, ...more });

describe("the code of an own stage", () => {
  it.each(["link", "code"] as const)("never runs for a signup whose address is taken, verified by %s", async (by) => {
    const calls: string[] = [];
    const kit = await createOwnKit({
      stages: [acceptTerms({ calls, after: "verify_email" })],
      account: { emailVerificationBy: by },
      rateLimits: false,
    });
    await using _kit = kit;
    const ada = await kit.createUser();
    const states = [];
    for (const email of [ada.email, "free@example.com"]) {
      const client = kit.client("app");
      const state = await client.account.signup.mutate({ email, password: "a fine password" });
      expect(await refusalOf(client.account.stage.answer.mutate({ stage: "accept_terms", input }))).toMatchObject(gone);
      states.push(
        JSON.stringify(state)
          .replaceAll(email, "…")
          .replace(/"flowToken":"[^"]*"/, ""),
      );
      const again = await kit.client("app").account.login.mutate({ email, password: "a fine password" });
      expect(again).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    }
    expect(states[0]).toBe(states[1]);
    expect(calls).toEqual([]);
  });

  it("never runs for a wrong code or password, so that its duration tells nothing", async () => {
    const calls: string[] = [];
    const kit = await createOwnKit({
      stages: [acceptTerms({ calls })],
      account: { loginByCode: { enabled: true } },
    });
    await using _kit = kit;
    const ada = await kit.createUser({ totp: true });
    const client = kit.client("browser");
    await client.account.code.request.mutate({ email: ada.email });
    expect(await refusalOf(client.account.code.confirm.mutate({ code: "AAAAAAAA" }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    await refusalOf(client.account.login.mutate({ email: ada.email, password: "wrong" }));
    await client.account.login.mutate({ email: ada.email, password });
    await refusalOf(client.mfa.authenticate.mutate({ code: "000000" }));
    expect(calls).toEqual([]);
    expect(await client.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
      flow: { id: "accept_terms" },
    });
    expect(calls).toEqual([`enter ${ada.email}`]);
  });

  it("sees the account of a signup in the transaction, and what is stored rolls back with a login that fails", async () => {
    const kit = await createOwnKit({
      stages: [acceptTerms()],
      account: { emailVerification: "none" },
      hooks: {
        onLogin(user) {
          if (user.email === "evil@example.com") throw new Error("the app fails");
        },
      },
    });
    await using _kit = kit;
    const client = kit.client("app");
    const answer = () => client.account.stage.answer.mutate({ stage: "accept_terms", input });
    await client.account.signup.mutate({ email: "evil@example.com", password: "a fine password" });
    await expect(answer()).rejects.toThrow("Internal server error");
    expect(await readAcceptances()).toEqual([]);
    expect(await client.session.get.query()).toMatchObject({ status: "pending", flow: { id: "accept_terms" } });
  });

  it("may refuse a login altogether", async () => {
    const refusing = stage("staff_only", {
      enter() {
        throw new AuthError("account_inactive", { message: "For staff only." });
      },
    });
    const kit = await createOwnKit({ stages: [refusing] });
    await using _kit = kit;
    const ada = await kit.createUser();
    const login = kit.client("app").account.login.mutate({ email: ada.email, password });
    await expect(login).rejects.toThrow("For staff only.");
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      "a date",
      { state: z.object({ at: z.date() }), enter: () => ({ at: new Date(0) }) },
      /JSON cannot carry: at: a Date/,
    ],
    [
      "what its state does not accept",
      { state: z.object({ n: z.number() }), enter: () => ({ n: "1" }) },
      /n: .*number/,
    ],
    [
      "what its state changes",
      { state: z.object({ n: z.string().transform(Number) }), enter: () => ({ n: "1" }) },
      /without transforms/,
    ],
    ["a text", { state: z.any(), enter: () => "wait" }, /must return null or an object/],
  ])("is told when it returns %s", async (_, more, told) => {
    const kit = await createOwnKit({ stages: [stage("broken", more)] });
    await using _kit = kit;
    const ada = await kit.createUser();
    await expect(kit.client("app").account.login.mutate({ email: ada.email, password })).rejects.toThrow(told);
    expect(kit.errors[0]).toBeInstanceOf(SetupError);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });
});

describe("a login that waits at an own stage", () => {
  it.each<[string, Partial<typeof flows.$inferInsert>]>([
    ["that this version does not have", { step: "choose_plan" }],
    ["with a state that this version does not accept", { state: { version: 7 } }],
  ])("%s locks nobody out: its client may start again", async (_, change) => {
    const kit = await createOwnKit({ stages: [acceptTerms()] });
    await using _kit = kit;
    const ada = await kit.createUser();
    const client = kit.client("browser");
    const logIn = () => client.account.login.mutate({ email: ada.email, password });
    await logIn();
    await (await testDatabase()).database.update(flows).set(change);
    expect(await client.session.get.query()).toMatchObject({ status: "anonymous" });
    const answer = () => client.account.stage.answer.mutate({ stage: "accept_terms", input });
    expect(await refusalOf(answer())).toMatchObject(gone);
    await logIn();
    expect(await answer()).toMatchObject({ status: "authenticated" });
  });

  it("has its place: before or after the second factor, and in the order of the list", async () => {
    const stages = [
      stage("last"),
      stage("first", { after: "verify_email" }),
      stage("very_last"),
      stage("third", { after: "mfa_authenticate" }),
    ];
    const kit = await createOwnKit({ stages, mfa: { trust: true } });
    await using _kit = kit;
    const ada = await kit.createUser({ totp: true });
    const client = kit.client("browser");
    const passed: string[] = [];
    let state = await client.account.login.mutate({ email: ada.email, password });
    while (state.status === "pending") {
      const { id } = state.flow;
      passed.push(id);
      expect(await kit.sessionsOf(ada)).toEqual([]);
      if (id === "mfa_authenticate") state = await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
      else if (id === "mfa_trust") state = await client.mfa.trust.mutate({ trust: true });
      else state = await client.account.stage.answer.mutate({ stage: id, input: {} });
    }
    expect(passed).toEqual(["first", "mfa_authenticate", "third", "mfa_trust", "last", "very_last"]);
    expect(state.status).toBe("authenticated");
  });

  it("costs nothing where there is none, and one statement where there are some", async () => {
    const { database, takeStatements } = await testDatabase();
    const count = async (stages: ReturnType<typeof stage>[]) => {
      const kit = await createOwnKit({ stages, rateLimits: false });
      const ada = await kit.createUser();
      takeStatements();
      await kit.client("app").account.login.mutate({ email: ada.email, password });
      const statements = takeStatements();
      await kit[Symbol.asyncDispose]();
      return statements.length;
    };
    await database.execute(sql`select 1`);
    expect(await count([])).toBe(3);
    // The account as it is at that moment, once for all stages.
    const passing = ["passing", "passing_too"].map((id) => stage(id, { enter: () => null }));
    expect(await count(passing)).toBe(4);
  });
});

describe("the set-up of own stages", () => {
  it.each<[string, object[], string]>([
    ["a built-in id", [{ ...stage("x"), id: "mfa_trust" }], 'give it another one, such as `id: "my_mfa_trust"`'],
    ["the id of a flow that is no stage", [{ ...stage("x"), id: "signup" }], 'id "signup", which Latchkey uses itself'],
    ["the same id twice", [stage("x"), stage("x")], 'two stages with the id "x"'],
    [
      "another way of writing",
      [{ ...stage("x"), id: "Accept-Terms" }],
      'stages.0.id: expected an id such as "accept_terms"',
    ],
    ["a place before an address is verified", [stage("x", { after: "login_by_code" })], "stages.0.after"],
    ["a schema that is none", [stage("x", { schema: { parse: 1 } })], "stages.0.schema: expected a zod schema"],
    ["no answer", [{ id: "x", schema: z.object({}), enter: () => null }], "stages.0.answer: expected a function"],
    ["an unknown option", [stage("x", { afer: "mfa_trust" })], "stages.0: "],
  ])("refuses %s", async (_, stages, told) => {
    await expect(createOwnKit({ stages: stages as ReturnType<typeof stage>[] })).rejects.toThrow(told);
  });
});

describe("viewUser", () => {
  it("decides what clients and procedures see of the stored data, everywhere", async () => {
    const fields = z.object({ name: z.string(), plan: z.string().default("free") });
    const kit = await createOwnKit({
      account: { signup: { fields }, emailVerification: "none" },
      viewUser: ({ data, email }) => ({ name: data.name, isStaff: email?.endsWith("@acme.com") ?? false }),
    });
    await using _kit = kit;
    const client = kit.client("app");
    const seen = { name: "Ada", isStaff: true };
    const signup = { email: "ada@acme.com", password: "a fine password", name: "Ada" };
    const state = await client.account.signup.mutate(signup);
    if (state.status !== "authenticated") throw new Error(state.status);
    expect(state.user.data).toEqual(seen);
    expect((await client.account.user.query()).data).toEqual(seen);
    expect((await client.account.update.mutate({ name: "Ada" })).data).toEqual(seen);
    expect(await client.session.get.query()).toMatchObject({ user: { data: seen, email: "ada@acme.com" } });
    const read = await kit.auth.validateSessionToken(client.tokens.sessionToken ?? "");
    expect(read?.user.data).toEqual(seen);
    expect((await kit.auth.getUser(state.user.id))?.data).toEqual({ name: "Ada", plan: "free" });
    expect(JSON.stringify(state)).not.toContain("free");
  });

  it.each<[string, () => unknown, string]>([
    ["async", async () => ({}), "viewUser: must not be async"],
    [
      "what JSON cannot carry",
      () => ({ since: new Date(0) }),
      "viewUser: returned what JSON cannot carry: since: a Date",
    ],
    ["no object", () => "Ada", "viewUser: must return an object"],
  ])("is told when it returns something else: %s", async (_, viewUser, told) => {
    const kit = await createOwnKit({ viewUser: viewUser as () => Record<string, unknown> });
    await using _kit = kit;
    const client = await kit.clientOf(await kit.createUser(), "app");
    await expect(client.account.user.query()).rejects.toThrow(told);
  });
});
