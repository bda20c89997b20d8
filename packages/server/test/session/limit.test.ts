import { describe, expect, it } from "vitest";
import type { SignupFields } from "../../src/index.ts";
import type { TestClient } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const TWENTY = Array.from({ length: 20 });
const limited = (max: number, atLimit?: "end_oldest" | "refuse") =>
  createTestKit({
    rateLimits: false,
    session: { maxPerUser: { max, ...(atLimit === undefined ? {} : { atLimit }) } },
  });

/** Whether a client is logged in; an app is told by an error that its session has ended. */
async function statusOf({ session }: Pick<TestClient<SignupFields>, "session">): Promise<string | undefined> {
  let status: string | undefined;
  const refusal = await refusalOf(
    session.get.query().then((state) => {
      status = state.status;
    }),
  );
  return refusal?.codes[0] ?? status;
}

describe.each(["browser", "app"] as const)("session.maxPerUser, %s client", (kind) => {
  it("ends the oldest session at a login beyond it", async () => {
    await using kit = await limited(2);
    const ada = await kit.createUser();
    const bob = await kit.createUser();
    const login = async ({ email, password }: typeof ada) => {
      kit.clock.advance(60);
      const client = kit.client(kind);
      await client.account.login.mutate({ email, password });
      return client;
    };
    const of = await login(bob);
    const [first, second] = [await login(ada), await login(ada)];
    const [oldest = ""] = (await kit.sessionsOf(ada)).slice(-1);
    const third = await login(ada);
    const statuses = await Promise.all([first, second, third, of].map(statusOf));
    const isIn = "authenticated";
    expect(statuses).toEqual([kind === "app" ? "session_gone" : "anonymous", isIn, isIn, isIn]);
    expect(kit.events.filter(({ type }) => type === "session_revoked")).toMatchObject([
      { userId: ada.id, sessionId: oldest, detail: "limit" },
    ]);
  });

  it("refuses a login beyond it where the app wants that, until the user logs out elsewhere", async () => {
    await using kit = await limited(1, "refuse");
    const ada = await kit.createUser({ totp: true });
    const { email, password } = ada;
    const first = kit.client(kind);
    await first.account.login.mutate({ email, password });
    await first.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    kit.clock.advance(60);
    const second = kit.client(kind);
    await second.account.login.mutate({ email, password });
    const code = await kit.totp(ada);
    const refusal = await refusalOf(second.mfa.authenticate.mutate({ code }));
    expect([refusal?.codes, await kit.sessionsOf(ada)]).toEqual([["max_sessions"], [expect.any(String)]]);
    expect(kit.events.at(-1)).toMatchObject({ type: "login_failed", userId: ada.id, code: "max_sessions" });
    await first.account.logout.mutate();
    // The refused login still waits, and its code was not used up.
    expect(await second.mfa.authenticate.mutate({ code })).toMatchObject({ status: "authenticated" });
  });

  it.each(["end_oldest", "refuse"] as const)("holds for twenty logins at once, with %s", async (atLimit) => {
    await using kit = await limited(3, atLimit);
    const ada = await kit.createUser();
    const { email, password } = ada;
    const answers = await Promise.all(
      TWENTY.map(() => refusalOf(kit.client(kind).account.login.mutate({ email, password }))),
    );
    expect(await kit.sessionsOf(ada)).toHaveLength(3);
    const refused = answers.flatMap((answer) => answer?.codes ?? []);
    expect(refused).toEqual(atLimit === "refuse" ? TWENTY.slice(3).map(() => "max_sessions") : []);
  });
});

describe("session.maxPerUser", () => {
  it("counts no session that has expired or was unused too long", async () => {
    await using kit = await createTestKit({
      session: { idleTimeout: 3_600, lifetime: 7_200, maxPerUser: { max: 1, atLimit: "refuse" } },
    });
    const { email, password } = await kit.createUser();
    const login = () => kit.client("app").account.login.mutate({ email, password });
    await login();
    expect((await refusalOf(login()))?.codes).toEqual(["max_sessions"]);
    kit.clock.advance(3_601);
    expect(await login()).toMatchObject({ status: "authenticated" });
  });

  it("counts the sessions that the app creates, but not those of somebody who acts as the user", async () => {
    await using kit = await limited(1);
    const ada = await kit.createUser();
    const own = await kit.auth.createSessionToken(ada.id);
    const support = await kit.auth.createSessionToken(ada.id, { actor: "support" });
    const living = async () =>
      Promise.all([own, support].map(async (token) => (await kit.auth.validateSessionToken(token ?? "")) !== null));
    expect(await living()).toEqual([true, true]);
    await kit.auth.createSessionToken(ada.id);
    expect(await living()).toEqual([false, true]);
    await using strict = await limited(1, "refuse");
    const bob = await strict.createUser();
    await strict.auth.createSessionToken(bob.id);
    await expect(strict.auth.createSessionToken(bob.id)).rejects.toMatchObject({ code: "max_sessions" });
  });

  it("tells the processes that cache sessions", async () => {
    await using kit = await createTestKit({ session: { cache: {}, maxPerUser: { max: 1 } } });
    const { email, password } = await kit.createUser();
    const first = kit.client("app");
    await first.account.login.mutate({ email, password });
    expect(await statusOf(first)).toBe("authenticated");
    kit.clock.advance(1);
    await kit.client("app").account.login.mutate({ email, password });
    expect(await statusOf(first)).toBe("session_gone");
  });
});
