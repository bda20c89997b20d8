import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { AuthError, loginStage } from "../../src/index.ts";
import { users } from "../../src/schema.ts";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createOwnKit } from "../support/kit.ts";
import {
  acceptances,
  acceptTerms,
  createAcceptances,
  readAcceptances,
  TERMS,
  type TermsOptions,
} from "../support/ownStages.ts";

beforeAll(createAcceptances);

const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };

async function waiting(kind: "browser" | "app", options: TermsOptions = {}) {
  const kit = await createOwnKit({ stages: [acceptTerms(options)] });
  const ada = await kit.createUser();
  const client = kit.client(kind);
  const logIn = (by = client) => by.account.login.mutate({ email: ada.email, password });
  const accept = (version = TERMS, by = client) =>
    by.account.stage.answer.mutate({ stage: "accept_terms", input: { version } });
  return { kit, ada, client, logIn, accept, state: await logIn() };
}

describe.each(["browser", "app"] as const)("a stage of the app's own, %s client", (kind) => {
  it("holds a login until it is answered, and stores its answer with the login", async () => {
    const { kit, ada, client, logIn, accept, state } = await waiting(kind);
    await using _kit = kit;
    const expiresAt = new Date(kit.clock.now().getTime() + 900_000).toISOString();
    const flow = { id: "accept_terms", state: { version: TERMS }, expiresAt };
    expect(state).toMatchObject({
      status: "pending",
      flow,
      flows: expect.arrayContaining([{ id: flow.id, isPending: true }]),
    });
    expect(await client.session.get.query()).toMatchObject({ status: "pending", flow });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await accept()).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    expect(await readAcceptances()).toEqual([{ userId: ada.id, version: TERMS }]);
    expect(kit.events.map(({ type, detail }) => [type, detail])).toContainEqual(["stage_answered", "accept_terms"]);
    await client.account.logout.mutate();
    expect(await logIn()).toMatchObject({ status: "authenticated" });
    expect(kit.errors).toEqual([]);
  });

  it("is decided by what the answer to an earlier one has just stored in the account", async () => {
    const tenant = loginStage({
      id: "choose_tenant",
      state: z.object({}),
      schema: z.object({ tenant: z.string() }),
      enter: ({ user }) => ("tenant" in user.data ? null : {}),
      async answer({ user, input, tx }) {
        await tx.update(users).set({ data: input }).where(eq(users.id, user.id));
      },
    });
    const sso = loginStage({
      id: "require_sso",
      state: z.object({}),
      schema: z.object({}),
      enter: ({ user }) => (user.data.tenant === "acme" ? {} : null),
      answer({ user }) {
        if (user.data.tenant !== "acme") throw new AuthError("invalid");
      },
    });
    await using kit = await createOwnKit({ stages: [tenant, sso] });
    const ada = await kit.createUser();
    const { account } = kit.client(kind);
    await account.login.mutate({ email: ada.email, password });
    const answer = (stage: "choose_tenant" | "require_sso", input: object) =>
      account.stage.answer.mutate({ stage, input } as Parameters<typeof account.stage.answer.mutate>[0]);
    expect(await answer("choose_tenant", { tenant: "acme" })).toMatchObject({ flow: { id: "require_sso" } });
    expect(await answer("require_sso", {})).toMatchObject({ status: "authenticated" });
  });

  it("sends the mail of an optional verification once, however many stages the signup passes", async () => {
    const kit = await createOwnKit({ stages: [acceptTerms()], account: { emailVerification: "optional" } });
    await using _kit = kit;
    const { account } = kit.client(kind);
    await account.signup.mutate({ email: "eve@example.com", password });
    kit.clock.advance(200);
    expect(await account.stage.answer.mutate({ stage: "accept_terms", input: { version: TERMS } })).toMatchObject({
      status: "authenticated",
    });
    expect((await kit.delivered()).mails.map(({ template }) => template)).toEqual(["verify_email"]);
  });

  it("rolls back what a refused answer wrote, counts it, and ends the login after the last attempt", async () => {
    const { kit, ada, client, accept } = await waiting(kind, { attempts: 2 });
    await using _kit = kit;
    const error = await accept("2020-01").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: "The terms have changed. Read them again.",
      data: {
        auth: { errors: [{ code: "invalid", param: "version", message: "The terms have changed. Read them again." }] },
      },
    });
    expect(await refusalOf(accept("2020-01"))).toMatchObject({ trpc: "BAD_REQUEST", codes: ["invalid/version"] });
    expect(await refusalOf(accept())).toMatchObject(none);
    expect(await readAcceptances()).toEqual([]);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await client.session.get.query()).toMatchObject({
      status: "anonymous",
      ended: { flow: "accept_terms", reason: "attempts" },
    });
    const refusals = kit.events.filter(({ type }) => type === "stage_refused");
    expect(refusals.map(({ detail, userId }) => [detail, userId])).toEqual([
      ["accept_terms", ada.id],
      ["accept_terms, last_attempt", ada.id],
    ]);
  });

  it("returns the faults of an input by field, without asking the app and without counting them", async () => {
    const calls: string[] = [];
    const { kit, client, accept } = await waiting(kind, { calls, attempts: 1 });
    await using _kit = kit;
    const answer = client.account.stage.answer.mutate;
    // @ts-expect-error a required field is missing
    const missing = await answer({ stage: "accept_terms", input: { note: "far too long" } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(missing).toMatchObject({
      data: {
        code: "BAD_REQUEST",
        auth: {
          errors: [
            { code: "required", param: "version" },
            { code: "invalid", param: "note", message: "Too long." },
          ],
        },
      },
    });
    // @ts-expect-error not even an object
    expect(await refusalOf(answer({ stage: "accept_terms", input: "\0" }))).toMatchObject({ codes: ["invalid"] });
    expect(calls.filter((call) => call.startsWith("answer"))).toEqual([]);
    expect(await accept()).toMatchObject({ status: "authenticated" });
  });

  it("expires with its login, and can be cancelled", async () => {
    const { kit, client, logIn, accept } = await waiting(kind);
    await using _kit = kit;
    kit.clock.advance(901);
    expect(await refusalOf(accept())).toMatchObject(none);
    expect(await client.session.get.query()).toMatchObject({
      status: "anonymous",
      ended: { flow: "accept_terms", reason: "expired" },
    });
    expect(await logIn()).toMatchObject({ status: "pending" });
    expect(await client.session.cancel.mutate()).toMatchObject({ status: "anonymous" });
    expect(await refusalOf(accept())).toMatchObject(none);
    expect(await readAcceptances()).toEqual([]);
  });

  it("logs nobody in whose account was deactivated or changed while it waited", async () => {
    const { kit, ada, logIn, accept } = await waiting(kind);
    await using _kit = kit;
    await kit.auth.setUserActive(ada.id, false);
    expect(await refusalOf(accept())).toMatchObject(none);
    await kit.auth.setUserActive(ada.id, true);
    expect(await logIn()).toMatchObject({ status: "pending" });
    const other = await kit.clientOf(ada, "browser");
    await other.account.password.change.mutate({ currentPassword: password, newPassword: "another fine password" });
    expect(await refusalOf(accept())).toMatchObject(none);
    expect(await readAcceptances()).toEqual([]);
  });

  it("is answered once: of several answers at the same time, one logs in", async () => {
    const { kit, ada, accept } = await waiting(kind);
    await using _kit = kit;
    const results = await Promise.allSettled([accept(), accept(), accept()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await readAcceptances()).toHaveLength(1);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
  });

  it("is not waiting for anybody else, nor at another stage, nor when logged in", async () => {
    const { kit, accept } = await waiting(kind);
    await using _kit = kit;
    expect(await refusalOf(accept(TERMS, kit.client(kind)))).toMatchObject(none);
    const bob = await kit.createUser({ totp: true });
    const half = kit.client(kind);
    expect(await half.account.login.mutate({ email: bob.email, password })).toMatchObject({
      flow: { id: "mfa_authenticate" },
    });
    expect(await refusalOf(accept(TERMS, half))).toMatchObject(none);
    expect(await refusalOf(accept(TERMS, await kit.clientOf(bob, kind)))).toMatchObject(none);
    expect(await readAcceptances()).toEqual([]);
  });

  it("limits answers by account, wherever they come from", async () => {
    const kit = await createOwnKit({ stages: [acceptTerms({ attempts: 10 })], rateLimits: { answerStage: "2/m/key" } });
    await using _kit = kit;
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await client.account.login.mutate({ email: ada.email, password });
    const answer = (version: string) =>
      refusalOf(client.account.stage.answer.mutate({ stage: "accept_terms", input: { version } }));
    for (const version of ["1", "2"]) expect(await answer(version)).toMatchObject({ codes: ["invalid/version"] });
    expect(await answer(TERMS)).toMatchObject({ trpc: "TOO_MANY_REQUESTS", codes: ["rate_limited"] });
  });

  it("may pass its login on to the next stage of the app, which sees what was stored", async () => {
    const seen: number[] = [];
    const chooseOrganisation = loginStage({
      id: "choose_organisation",
      state: z.object({ organisations: z.array(z.object({ id: z.string(), name: z.string() })) }),
      schema: z.object({ organisation: z.enum(["acme", "globex"]) }),
      async enter({ tx }) {
        seen.push((await tx.select().from(acceptances)).length);
        return { organisations: [{ id: "acme", name: "Acme" }] };
      },
      answer({ input, state }) {
        if (!state.organisations.some(({ id }) => id === input.organisation))
          throw new AuthError("not_found", { param: "organisation" });
      },
    });
    const kit = await createOwnKit({ stages: [acceptTerms(), chooseOrganisation] });
    await using _kit = kit;
    const ada = await kit.createUser();
    const client = kit.client(kind);
    expect(await client.account.login.mutate({ email: ada.email, password })).toMatchObject({
      flow: { id: "accept_terms" },
    });
    const answer = client.account.stage.answer.mutate;
    const next = await answer({ stage: "accept_terms", input: { version: TERMS } });
    expect(next).toMatchObject({ flow: { id: "choose_organisation", state: { organisations: [{ id: "acme" }] } } });
    expect(await refusalOf(answer({ stage: "choose_organisation", input: { organisation: "globex" } }))).toMatchObject({
      trpc: "NOT_FOUND",
      codes: ["not_found/organisation"],
    });
    expect(await answer({ stage: "choose_organisation", input: { organisation: "acme" } })).toMatchObject({
      status: "authenticated",
    });
    expect(seen).toEqual([1]);
  });
});
