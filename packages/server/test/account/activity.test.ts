import { describe, expect, it } from "vitest";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

describe.each(["browser", "app"] as const)("account.activity, %s client", (kind) => {
  it("shows users what happened in their account, the newest first, and from where", async () => {
    await using kit = await createTestKit({ audit: true });
    const ada = await kit.createUser();
    kit.clock.advance(60);
    await refusalOf(
      kit.client("app", { ip: "198.51.100.7" }).account.login.mutate({ email: ada.email, password: "a wrong one" }),
    );
    kit.clock.advance(60);
    const client = kit.client(kind);
    await client.account.login.mutate({ email: ada.email, password });
    const at = (secondsAgo: number) => new Date(kit.clock.now().getTime() - secondsAgo * 1000).toISOString();
    const device = { browser: null, system: null, kind: "unknown" };
    const entry = { id: expect.any(String), isCurrent: false, isByActor: false, device };
    expect(await client.account.activity.query()).toEqual([
      {
        ...entry,
        type: "login",
        at: at(0),
        client: kind,
        ip: "192.0.2.1",
        userAgent: `test ${kind}`,
        isCurrent: true,
        detail: "password",
      },
      {
        ...entry,
        type: "login_failed",
        at: at(60),
        client: "app",
        ip: "198.51.100.7",
        userAgent: "test app",
        code: "email_password_mismatch",
      },
      { ...entry, type: "signup", at: at(120), client: null, ip: null, userAgent: null, device: null },
    ]);
  });

  it("shows nothing of other users, and nothing that is for the app alone", async () => {
    await using kit = await createTestKit({ audit: true, rateLimits: { login: "1/m/ip" } });
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    await kit.client(kind).account.login.mutate({ email: bob.email, password });
    const client = await kit.clientOf(ada, kind);
    await refusalOf(client.session.revoke.mutate({ ids: await kit.sessionsOf(bob) }));
    expect((await kit.auth.events.of(ada.id)).map(({ type }) => type)).toContain("access_refused");
    expect((await client.account.activity.query()).map(({ type }) => type)).toEqual(["session_created", "signup"]);
  });

  it("says that somebody acted as the user, and not who", async () => {
    await using kit = await createTestKit({ audit: true });
    const ada = await kit.createUser();
    await kit.auth.createSessionToken(ada.id, { client: kind, actor: "staff 7" });
    kit.clock.advance(1);
    const shown = await (await kit.clientOf(ada, kind)).account.activity.query();
    expect(shown.map(({ type, isByActor }) => [type, isByActor])).toEqual([
      ["session_created", false],
      ["session_created", true],
      ["signup", false],
    ]);
    expect(JSON.stringify(shown)).not.toContain("staff 7");
  });

  it("needs a session, and the option", async () => {
    await using kit = await createTestKit({ audit: true });
    expect(await refusalOf(kit.client(kind).account.activity.query())).toMatchObject({ codes: ["not_authenticated"] });
    await using off = await createTestKit();
    const client = await off.clientOf(await off.createUser(), kind);
    expect(await refusalOf(client.account.activity.query())).toEqual({ trpc: "NOT_FOUND", codes: ["not_enabled"] });
    expect(await client.session.config.query()).toMatchObject({ account: { activity: false } });
  });

  it("shows what happened in the account, however often strangers ask for resets", async () => {
    await using kit = await createTestKit({ audit: true, rateLimits: false });
    const ada = await kit.createUser();
    const thief = kit.client(kind);
    await thief.account.login.mutate({ email: ada.email, password });
    for (let count = 0; count < 60; count += 1) {
      kit.clock.advance(1);
      await kit.client("app").account.password.requestReset.mutate({ email: ada.email });
    }
    const client = await kit.clientOf(ada, kind);
    const types = (await client.account.activity.query()).map(({ type }) => type);
    expect(types).toContain("login");
    expect(types.filter((type) => type === "password_reset_requested")).toHaveLength(15);
  });
});
