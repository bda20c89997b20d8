import { describe, expect, it } from "vitest";
import { refreshTokens } from "../../../src/schema.ts";
import { getWith, loggedInApp, loginOf, pairOf, tokenKit } from "../../support/appTokens.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";

const refused = { trpc: "BAD_REQUEST", codes: ["invalid_token/refreshToken"] };
const gone = { trpc: "UNAUTHORIZED", codes: ["session_gone"] };

describe("session.refresh", () => {
  it("exchanges a refresh token for a new pair, and the session continues", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    expect(client.tokens).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.stringMatching(/^[\w-]{87}$/),
      expiresIn: 300,
    });
    const before = pairOf(client);
    const [sessionId] = await kit.sessionsOf(ada);
    kit.clock.advance(300);
    const answer = await client.session.refresh.mutate({ refreshToken: before.refreshToken });
    expect(Object.keys(answer).sort()).toEqual(["accessToken", "expiresIn", "refreshToken"]);
    expect(answer.refreshToken).not.toBe(before.refreshToken);
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated", session: { id: sessionId } });
    expect(await refusalOf(getWith(kit, before.accessToken))).toEqual(gone);
  });

  it("ends the session when a used token is presented again after the grace", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const stolen = pairOf(client).refreshToken;
    await client.session.refresh.mutate({ refreshToken: stolen });
    const current = pairOf(client);
    kit.clock.advance(10);
    expect(await refusalOf(kit.client("app").session.refresh.mutate({ refreshToken: stolen }))).toEqual(refused);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await refusalOf(getWith(kit, current.accessToken))).toEqual(gone);
    expect(await refusalOf(client.session.refresh.mutate({ refreshToken: current.refreshToken }))).toEqual(refused);
    expect(kit.events.filter(({ type }) => type === "refresh_token_reused")).toMatchObject([
      { userId: ada.id, sessionId: expect.any(String), client: "app" },
    ]);
  });

  it("ends the session by a token that was used long ago, of which nothing is stored any more", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const first = pairOf(client).refreshToken;
    for (let use = 0; use < 4; use += 1) {
      kit.clock.advance(3_600);
      await client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken });
    }
    expect(await refusalOf(kit.client("app").session.refresh.mutate({ refreshToken: first }))).toEqual(refused);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it("answers a token again within the grace, with the same successor, since the answer may have been lost", async () => {
    await using kit = await tokenKit();
    const { client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    const lost = await client.session.refresh.mutate({ refreshToken });
    kit.clock.advance(9);
    const again = await client.session.refresh.mutate({ refreshToken });
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
    kit.clock.advance(60);
    await client.session.refresh.mutate({ refreshToken: again.refreshToken ?? "" });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
  });

  it("ends the grace as soon as the successor is used: the token before it is a stranger's then", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    await client.session.refresh.mutate({ refreshToken });
    await client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken });
    expect(await refusalOf(kit.client("app").session.refresh.mutate({ refreshToken }))).toEqual(refused);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it("has no grace where the app wants none", async () => {
    await using kit = await tokenKit({ refreshGrace: 0 });
    const { ada, client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    await client.session.refresh.mutate({ refreshToken });
    expect(await refusalOf(client.session.refresh.mutate({ refreshToken }))).toEqual(refused);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it("makes one chain of twenty simultaneous refreshes", async () => {
    await using kit = await tokenKit({}, { rateLimits: false });
    const { ada, client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => kit.client("app").session.refresh.mutate({ refreshToken })),
    );
    const [successor, ...others] = new Set(answers.map((answer) => answer.refreshToken));
    expect([typeof successor, others]).toEqual(["string", []]);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    expect(await kit.database.select().from(refreshTokens)).toHaveLength(1);
    await client.session.refresh.mutate({ refreshToken: successor ?? "" });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
    expect(kit.errors).toEqual([]);
  });

  it("lets nobody end a session with an invented token", async () => {
    await using kit = await tokenKit();
    const { client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    const chain = refreshToken.slice(0, 22);
    const flipped = (index: number) =>
      refreshToken.slice(0, index) + (refreshToken[index] === "A" ? "B" : "A") + refreshToken.slice(index + 1);
    const made = [`${chain}${"A".repeat(65)}`, flipped(0), flipped(22), flipped(40), "x", "", "é".repeat(87)];
    const stranger = kit.client("app");
    for (const token of made)
      expect((await refusalOf(stranger.session.refresh.mutate({ refreshToken: token })))?.trpc).toBe("BAD_REQUEST");
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
    expect(kit.events.filter(({ type }) => type === "refresh_token_reused")).toEqual([]);
  });

  it("accepts neither an access token nor a session token as a refresh token", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const session = await kit.auth.createSessionToken(ada.id, { client: "app" });
    for (const refreshToken of [pairOf(client).accessToken, session ?? ""])
      expect(await refusalOf(client.session.refresh.mutate({ refreshToken }))).toEqual(refused);
  });

  it("responds to no browser, and uses nothing up for one", async () => {
    await using kit = await tokenKit();
    const { client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    expect(await refusalOf(kit.client("browser").session.refresh.mutate({ refreshToken }))).toEqual(refused);
    await client.session.refresh.mutate({ refreshToken });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
  });

  it("does not extend the session", async () => {
    await using kit = await tokenKit({}, { session: { lifetime: 700 } });
    const { client } = await loggedInApp(kit);
    kit.clock.advance(600);
    const { expiresIn } = await client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken });
    expect(expiresIn).toBe(100);
    kit.clock.advance(100);
    const { accessToken, refreshToken } = pairOf(client);
    expect(await refusalOf(getWith(kit, accessToken))).toEqual(gone);
    expect(await refusalOf(client.session.refresh.mutate({ refreshToken }))).toEqual(refused);
  });

  it("counts as use of the session, and refuses one that was idle for too long", async () => {
    await using kit = await tokenKit({}, { session: { idleTimeout: 1_000 } });
    const { client } = await loggedInApp(kit);
    for (let use = 0; use < 3; use += 1) {
      kit.clock.advance(900);
      await client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken });
    }
    kit.clock.advance(1_000);
    expect(await refusalOf(client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken }))).toEqual(
      refused,
    );
  });

  it.each([
    ["logs out", async ({ client }) => client.account.logout.mutate()],
    ["is deactivated", async ({ kit, ada }) => kit.auth.setUserActive(ada.id, false)],
    ["has all sessions revoked", async ({ kit, ada }) => kit.auth.revokeSessions(ada.id)],
    [
      "ends the session from another device",
      async ({ kit, ada }) => {
        const other = await loginOf(kit, ada);
        const [, first] = await kit.sessionsOf(ada);
        await other.session.revoke.mutate({ ids: [first ?? ""] });
      },
    ],
    [
      "changes the password on another device",
      async ({ kit, ada }) => {
        const other = await loginOf(kit, ada);
        await other.account.password.change.mutate({
          currentPassword: ada.password,
          newPassword: "another battery of staples",
        });
      },
    ],
  ] satisfies [string, (at: Awaited<ReturnType<typeof situation>>) => Promise<unknown>][])(
    "is refused, and the access token with it, when the user %s",
    async (_, end) => {
      const at = await situation();
      await using kit = at.kit;
      const { accessToken, refreshToken } = pairOf(at.client);
      kit.clock.advance(1);
      await end(at);
      expect(await refusalOf(getWith(kit, accessToken))).toEqual(gone);
      expect(await refusalOf(kit.client("app").session.refresh.mutate({ refreshToken }))).toEqual(refused);
    },
  );

  it("answers a used token no more when the account has changed since", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    await client.session.refresh.mutate({ refreshToken });
    await kit.auth.removeAuthenticators(ada.id);
    expect(await refusalOf(kit.client("app").session.refresh.mutate({ refreshToken }))).toEqual(refused);
  });

  it("continues with the session that another change of the account leaves", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    await kit.auth.removeAuthenticators(ada.id);
    await client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
  });

  it("survives a change of the secret, also when the response was lost over it", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    const lost = await client.session.refresh.mutate({ refreshToken });
    await using later = await kitBeside(kit, ["another secret of at least thirty-two characters"]);
    const app = later.client("app");
    const again = await app.session.refresh.mutate({ refreshToken });
    expect(again.refreshToken?.slice(0, 65)).toBe(lost.refreshToken?.slice(0, 65));
    kit.clock.advance(60);
    await app.session.refresh.mutate({ refreshToken: again.refreshToken ?? "" });
    expect(await later.sessionsOf(ada)).toHaveLength(1);
  });

  it("is limited by chain and by address", async () => {
    await using kit = await tokenKit({}, { rateLimits: { refreshSession: "3/m/key" } });
    const { client } = await loggedInApp(kit);
    const other = await loggedInApp(kit);
    const use = (app: typeof client) => app.session.refresh.mutate({ refreshToken: pairOf(app).refreshToken });
    for (let call = 0; call < 3; call += 1) await use(client);
    expect(await refusalOf(use(client))).toMatchObject({ codes: ["rate_limited"] });
    expect(await refusalOf(use(other.client))).toBe(null);
  });

  it("is not used up by someone who knows the chain and comes from elsewhere", async () => {
    await using kit = await tokenKit();
    const { client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    const thief = kit.client("app", { ip: "203.0.113.9" });
    const invented = `${refreshToken.slice(0, 22)}${"A".repeat(65)}`;
    const refusals = [];
    for (let call = 0; call < 31; call += 1)
      refusals.push(await refusalOf(thief.session.refresh.mutate({ refreshToken: invented })));
    expect(refusals[0]).toMatchObject({ codes: ["invalid_token/refreshToken"] });
    expect(refusals[30]).toMatchObject({ codes: ["rate_limited"] });
    expect(await refusalOf(client.session.refresh.mutate({ refreshToken }))).toBe(null);
  });

  it("costs one statement besides its limits, and two when the token is presented again", async () => {
    await using kit = await tokenKit();
    const { client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    const { takeStatements } = await testDatabase();
    const statements = async (token: string) => {
      takeStatements();
      await refusalOf(client.session.refresh.mutate({ refreshToken: token }));
      return takeStatements().filter((statement) => !statement.includes('"latchkey_rate_limits"'));
    };
    expect(await statements(refreshToken)).toHaveLength(1);
    expect(await statements(refreshToken)).toHaveLength(2);
    expect(await statements("no token")).toEqual([]);
  });

  it("stores nothing by which a session could be taken over", async () => {
    await using kit = await tokenKit();
    const { client } = await loggedInApp(kit);
    const first = pairOf(client);
    await client.session.refresh.mutate({ refreshToken: first.refreshToken });
    const second = pairOf(client);
    const stored = JSON.stringify(await kit.database.select().from(refreshTokens));
    for (const { refreshToken } of [first, second]) {
      expect(stored).not.toContain(refreshToken);
      expect(stored).not.toContain(refreshToken.slice(22, 65));
    }
    const told = JSON.stringify([kit.events, kit.errors]);
    for (const token of [first, second].flatMap(Object.values)) expect(told).not.toContain(token);
  });

  it("does not exist where apps keep session tokens", async () => {
    await using kit = await createTestKit();
    expect(await refusalOf(kit.client("app").session.refresh.mutate({ refreshToken: "A".repeat(87) }))).toEqual(
      refused,
    );
  });
});

async function situation() {
  const kit = await tokenKit();
  return { kit, ...(await loggedInApp(kit)) };
}

/** Another process of the same app, whose secret was changed: the previous one is its second. */
async function kitBeside(kit: Awaited<ReturnType<typeof tokenKit>>, secrets: string[]) {
  const { createTestKit: beside } = await import("../../../src/testing.ts");
  const { jwt } = await import("../../../src/index.ts");
  return beside({
    database: kit.database,
    secret: [...secrets, "a secret of at least thirty-two characters"],
    clock: kit.clock.now,
    session: { tokens: jwt() },
  });
}
