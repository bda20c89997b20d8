import { ServerResponse } from "node:http";
import { initTRPC } from "@trpc/server";
import { describe, expect, it } from "vitest";
import type { AdapterOptions } from "../../../src/http/adapters.ts";
import type { Kit } from "../../support/appServers.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { keyMailedTo } from "../../support/mailboxes.ts";

const appHeaders = (token: string) => new Headers({ "x-latchkey-client": "app", authorization: `Bearer ${token}` });

/** The app's own caller for a user who is logged in. */
async function callerOf(kit: Kit, adapterFor: (req: { method: string; headers: Headers }) => AdapterOptions) {
  const { id } = await kit.createUser();
  const token = (await kit.auth.createSessionToken(id, { client: "app" })) ?? "";
  const t = initTRPC.context<Awaited<ReturnType<typeof kit.auth.createContext>>>().create();
  const own = t.procedure.concat(kit.auth.authenticated).query(({ ctx }) => ctx.auth.user.id);
  const context = await kit.auth.createContext(adapterFor({ method: "GET", headers: appHeaders(token) }));
  return { id, context, caller: t.createCallerFactory(t.router({ own }))(context) };
}

const options = { rateLimits: false, clientAddress: () => "192.0.2.1" } as const;

describe("a server-side caller that is created once and kept", () => {
  it("uses the time of each call: a link that has expired is refused", async () => {
    await using kit = await createTestKit(options);
    const ada = await kit.createUser();
    const t = initTRPC.context<Awaited<ReturnType<typeof kit.auth.createContext>>>().create();
    const caller = t.createCallerFactory(t.router({ auth: kit.auth.authRouter }))(await kit.auth.createContext({}));
    await caller.auth.account.password.requestReset({ email: ada.email });
    const key = await keyMailedTo(kit, ada.email, "password_reset");
    kit.clock.advance(30 * 86_400);
    const reset = caller.auth.account.password.reset({ key, password: "a brand new password" });
    await expect(reset).rejects.toMatchObject({ cause: { code: "invalid_password_reset" } });
  });

  it("is not logged in any more once its session was revoked", async () => {
    await using kit = await createTestKit(options);
    const { id, caller } = await callerOf(kit, (req) => ({ req }));
    expect(await caller.own()).toBe(id);
    await kit.auth.revokeSessions(id);
    await expect(caller.own()).rejects.toMatchObject({ cause: { code: "session_gone" } });
  });

  it("shares nothing with the request for which it was created, once node has sent the response", async () => {
    await using kit = await createTestKit(options);
    const { takeStatements } = await testDatabase();
    let end = () => {};
    const { id, context, caller } = await callerOf(kit, (req) => {
      const res = new ServerResponse({ method: "GET" } as never);
      end = () => void res.end();
      return { req, res };
    });
    takeStatements();
    expect(await Promise.all([caller.own(), caller.own()])).toEqual([id, id]);
    await context.auth.current();
    expect(takeStatements()).toHaveLength(1);
    await kit.auth.revokeSessions(id);
    end();
    await expect(caller.own()).rejects.toMatchObject({ cause: { code: "session_gone" } });
    expect(await context.auth.current()).toBeNull();
  });

  it("shares nothing with the request for which it was created, five seconds later, where fetch does not report its end", async () => {
    await using kit = await createTestKit(options);
    const { takeStatements } = await testDatabase();
    const { id, context, caller } = await callerOf(kit, (req) => ({ req, resHeaders: new Headers() }));
    takeStatements();
    expect(await Promise.all([caller.own(), caller.own()])).toEqual([id, id]);
    await context.auth.current();
    expect(takeStatements()).toHaveLength(1);
    await kit.auth.revokeSessions(id);
    kit.clock.advance(5);
    await expect(caller.own()).rejects.toMatchObject({ cause: { code: "session_gone" } });
    expect(await context.auth.current()).toBeNull();
  });
});

describe("ctx.auth.current() of a stream of server-sent events", () => {
  it("returns who is logged in now, as over a WebSocket", async () => {
    await using kit = await createTestKit(options);
    const info = { type: "subscription" };
    const { id, context } = await callerOf(kit, (req) => ({ req, resHeaders: new Headers(), info }));
    expect(await context.auth.current()).toMatchObject({ user: { id } });
    await kit.auth.revokeSessions(id);
    expect(await context.auth.current()).toBeNull();
  });
});
