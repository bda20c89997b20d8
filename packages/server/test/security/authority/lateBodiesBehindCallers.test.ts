import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { describe, expect, it } from "vitest";
import { authErrorFormatter } from "../../../src/index.ts";
import type { Kit } from "../../support/appServers.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";

/** A body that is withheld until it is released. */
function heldBody(text: string) {
  let release = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      release = () => {
        controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      };
    },
  });
  return { body, release: () => release() };
}

/** An app over fetch whose context may look up the user, with a caller of its own. */
function createApp(kit: Kit, asks: boolean) {
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const done: string[] = [];
  const withInput = t.procedure.use(async ({ next, getRawInput }) => {
    await getRawInput();
    return next();
  });
  const router = t.router({
    auth: kit.auth.authRouter,
    transfer: t.procedure.concat(kit.auth.authenticated).mutation(({ ctx }) => void done.push(ctx.auth.user.id)),
    logged: withInput.concat(kit.auth.authenticated).mutation(({ ctx }) => void done.push(ctx.auth.user.id)),
    whoami: withInput.mutation(async ({ ctx }) => void done.push((await ctx.auth.current())?.user.id ?? "nobody")),
  });
  const create = t.createCallerFactory(router);
  let noteContext = () => {};
  const hasContext = new Promise<void>((resolve) => {
    noteContext = resolve;
  });
  const answer = (req: Request) =>
    fetchRequestHandler({
      endpoint: "/trpc",
      router,
      req,
      createContext: async (opts) => {
        const context = await kit.auth.createContext(opts);
        if (asks) await create(context).auth.session.get();
        noteContext();
        return context;
      },
    });
  return { answer, create, done, hasContext };
}

async function logIn(kit: Kit) {
  const { id } = await kit.createUser();
  return { id, token: (await kit.auth.createSessionToken(id, { client: "app" })) ?? "" };
}

function mutation(path: string, token: string, body: ReadableStream<Uint8Array> | string) {
  const headers = {
    "content-type": "application/json",
    "content-length": "2",
    "x-latchkey-client": "app",
    authorization: `Bearer ${token}`,
  };
  const init = { method: "POST", headers, body, duplex: "half" } as const;
  return new Request(`http://localhost:5173/trpc/${path}`, init);
}

const options = { rateLimits: false, clientAddress: () => "192.0.2.1" } as const;

describe.each([
  ["asks by a caller of its own who is logged in, where it makes its context", true],
  ["asks nothing where it makes its context", false],
])("an app over fetch that %s", (_what, asks) => {
  it.each([
    ["a guarded mutation", "transfer"],
    ["a guarded mutation behind a middleware that waits for the input", "logged"],
  ])("refuses %s whose body arrived after the session ended", async (_which, path) => {
    await using kit = await createTestKit(options);
    const { id, token } = await logIn(kit);
    const { answer, done, hasContext } = createApp(kit, asks);
    const { body, release } = heldBody("{}");
    const answered = answer(mutation(path, token, body));
    await hasContext;
    await kit.auth.revokeSessions(id);
    release();
    expect((await answered).status).toBe(401);
    expect(done).toEqual([]);
  });

  it("returns nobody to an open mutation whose body arrived after the session ended", async () => {
    await using kit = await createTestKit(options);
    const { id, token } = await logIn(kit);
    const { answer, done, hasContext } = createApp(kit, asks);
    const { body, release } = heldBody("{}");
    const answered = answer(mutation("whoami", token, body));
    await hasContext;
    await kit.auth.revokeSessions(id);
    release();
    expect((await answered).status).toBe(200);
    expect(done).toEqual(["nobody"]);
  });

  it("reads the session of a batch once when its body has arrived", async () => {
    await using kit = await createTestKit(options);
    const { takeStatements } = await testDatabase();
    const { id, token } = await logIn(kit);
    const { answer, done } = createApp(kit, asks);
    takeStatements();
    const paths = ["transfer", "logged", "transfer", "whoami"].join(",");
    await answer(mutation(`${paths}?batch=1`, token, "{}"));
    expect(done).toEqual([id, id, id, id]);
    expect(takeStatements()).toHaveLength(asks ? 2 : 1);
  });
});

describe("the app's own callers within one request", () => {
  it.each(["browser", "app"])(
    "stay logged in after they logged in, and out after they logged out, as %s",
    async (kind) => {
      await using kit = await createTestKit(options);
      const ada = await kit.createUser();
      const { create } = createApp(kit, false);
      const headers = new Headers({ "x-latchkey-client": kind, origin: kit.origin });
      const context = await kit.auth.createContext({ req: { method: "POST", headers }, resHeaders: new Headers() });
      const { auth } = create(context);
      await auth.account.login({ email: ada.email, password: ada.password });
      kit.clock.advance(60);
      expect(await auth.session.get()).toMatchObject({ status: "authenticated" });
      expect(await context.auth.current()).toMatchObject({ user: { id: ada.id } });
      await auth.account.reauthenticate({ password: ada.password });
      expect(await context.auth.current()).toMatchObject({ user: { id: ada.id } });
      await kit.auth.revokeSessions(ada.id);
      expect(await auth.session.get()).toMatchObject({ status: "anonymous" });
    },
  );

  it("continue the login that they began", async () => {
    await using kit = await createTestKit(options);
    const ada = await kit.createUser({ totp: true });
    const headers = new Headers({ "x-latchkey-client": "app" });
    const req = { method: "POST", headers };
    const { auth } = createApp(kit, false).create(await kit.auth.createContext({ req, resHeaders: new Headers() }));
    await auth.account.login({ email: ada.email, password: ada.password });
    const code = await kit.totp(ada);
    expect(await auth.mfa.authenticate({ code })).toMatchObject({ status: "authenticated" });
    expect(await auth.account.logout()).toMatchObject({ status: "anonymous" });
    expect(await auth.session.get()).toMatchObject({ status: "anonymous" });
  });
});
