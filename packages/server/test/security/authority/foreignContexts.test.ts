import { initTRPC } from "@trpc/server";
import { describe, expect, it } from "vitest";
import type { CallHandle } from "../../../src/config/authContext.ts";
import { AuthError } from "../../../src/lib/authError.ts";
import { createTestKit as createKit } from "../../../src/testing.ts";
import type { Kit } from "../../support/appServers.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";

const appHeaders = (token: string) => new Headers({ "x-latchkey-client": "app", authorization: `Bearer ${token}` });

/** The results of both kinds of procedures of `to` for a user who is logged in to `from`. */
async function callAcross(from: Kit, to: Kit) {
  const { id } = await from.createUser();
  const token = (await from.auth.createSessionToken(id, { client: "app" })) ?? "";
  const t = initTRPC.context<Awaited<ReturnType<typeof from.auth.createContext>>>().create();
  const router = t.router({
    plain: t.procedure.concat(to.auth.authenticated).query(({ ctx }) => ctx.auth.user.id),
    recent: t.procedure.concat(to.auth.recentlyAuthenticated).query(({ ctx }) => ctx.auth.user.id),
  });
  const req = { method: "GET", headers: appHeaders(token), socket: { remoteAddress: "192.0.2.1" } };
  const caller = t.createCallerFactory(router)(await from.auth.createContext({ req }));
  const outcomes = [caller.plain(), caller.recent()].map((call) =>
    call.catch((error: Error) => (error.cause instanceof AuthError ? error.cause.code : error.message)),
  );
  return { id, outcomes: await Promise.all(outcomes) };
}

describe("two auths in one process", () => {
  it("do not accept each other's contexts: a user of one is nobody at the other", async () => {
    await using customers = await createTestKit({ rateLimits: false });
    // Even on the same database, where the other auth would find the session.
    const { database } = await testDatabase();
    await using staff = await createKit({ rateLimits: false, database });
    const { outcomes } = await callAcross(customers, staff);
    expect(outcomes).toEqual([1, 2].map(() => expect.stringMatching(/another createAuth.*createContext:/)));
  });

  it("accept their own", async () => {
    await using customers = await createTestKit({ rateLimits: false });
    const { id, outcomes } = await callAcross(customers, customers);
    expect(outcomes[0]).toBe(id);
    // A token that the server's own code created is no authentication.
    expect(outcomes[1]).toBe("reauthentication_required");
  });
});

describe("a context", () => {
  it.each([
    ["spread", <Context extends { auth: object }>(ctx: Context) => ({ ...ctx, auth: { ...ctx.auth } })],
    ["inherited", <Context extends object>(ctx: Context) => Object.create(ctx) as Context],
    ["put behind a proxy", <Context extends object>(ctx: Context) => new Proxy(ctx, {})],
    ["frozen", <Context extends object>(ctx: Context) => Object.freeze(ctx)],
  ])("works when it was %s", async (_how, change) => {
    await using kit = await createTestKit({ rateLimits: false });
    const t = initTRPC.context<Awaited<ReturnType<typeof kit.auth.createContext>>>().create();
    const context = change(await kit.auth.createContext({}));
    const caller = t.createCallerFactory(t.router({ auth: kit.auth.authRouter }))(context);
    expect(await caller.auth.session.get()).toMatchObject({ status: "anonymous" });
  });

  it.each([
    ["cloned", (call: CallHandle) => structuredClone(call)],
    ["put behind a proxy", (call: CallHandle) => new Proxy(call, {})],
  ])("whose `auth` was %s in depth is refused, with a message", async (_how, change) => {
    await using kit = await createTestKit({ rateLimits: false });
    const t = initTRPC.context<Awaited<ReturnType<typeof kit.auth.createContext>>>().create();
    const { auth } = await kit.auth.createContext({});
    const create = t.createCallerFactory(t.router({ auth: kit.auth.authRouter }));
    const caller = create({ auth: { ...auth, call: change(auth.call) } });
    await expect(caller.auth.session.get()).rejects.toThrow(/must be handed on as it is, not cloned/);
  });
});

describe("a value in place of `auth` in a context", () => {
  const ADA = { user: { id: "ada" }, session: { id: "hers" } };
  const inPlaceOfAuth: [string, unknown][] = [
    ["null", null],
    ["text", "ada"],
    ["a number", 7],
    ["a plain object", ADA],
    ["a function", () => ADA],
  ];
  const inPlaceOfCall: [string, unknown][] = [
    ["null", null],
    ["text", "a call"],
    ["a plain object", { open: () => ADA }],
    ["nothing", undefined],
  ];
  const line =
    /not know the `auth` of this tRPC context.*createContext: async \(opts\) => \(\{ \.\.\.\(await auth\.createContext/;

  /** A router of each kind behind a middleware of the app that changes the context. */
  async function openBehind(kit: Kit, change: (auth: object) => unknown) {
    const t = initTRPC.context<Awaited<ReturnType<typeof kit.auth.createContext>>>().create();
    const context = await kit.auth.createContext({});
    // Like in plain JavaScript, or with a cast.
    const changed = { ...context, auth: change(context.auth) as typeof context.auth };
    const behind = t.procedure.use(({ next }) => next({ ctx: changed }));
    const router = t.router({
      auth: kit.auth.authRouter,
      plain: behind.concat(kit.auth.authenticated).query(({ ctx }) => ctx.auth.user.id),
      recent: behind.concat(kit.auth.recentlyAuthenticated).query(({ ctx }) => ctx.auth.user.id),
    });
    const create = t.createCallerFactory(router);
    const [changedCaller, guarded] = [create(changed), create(context)];
    return [
      () => changedCaller.auth.session.get(),
      () => changedCaller.auth.session.config(),
      guarded.plain,
      guarded.recent,
    ];
  }

  const refused = async (change: (auth: object) => unknown) => {
    await using kit = await createTestKit({ rateLimits: false });
    for (const call of await openBehind(kit, change)) await expect(call()).rejects.toThrow(line);
    expect(kit.errors).toContainEqual(expect.objectContaining({ name: "SetupError" }));
  };

  it.each(inPlaceOfAuth)("is refused with the line to write: %s", async (_what, auth) => refused(() => auth));

  it.each(inPlaceOfCall)("is refused in place of the call as well: %s", async (_what, call) =>
    refused((auth) => ({ ...auth, call })),
  );
});
