import { eq } from "drizzle-orm";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { type ClaimValue, jwt } from "../../../src/index.ts";
import { users } from "../../../src/schema.ts";
import { type Kit, loggedInApp, loginOf, pairOf, tokenKit } from "../../support/appTokens.ts";
import { refusalOf } from "../../support/errors.ts";
import { testDatabase } from "../../support/kit.ts";

const internal = { trpc: "INTERNAL_SERVER_ERROR", codes: [] };

describe("jwt({ claims })", () => {
  it("adds the app's claims to each access token, given its user and session", async () => {
    let plan = "free";
    await using kit = await tokenKit({
      claims: async (user, session) => ({ plan, of: user.email, with: session.id, actor: session.actor }),
    });
    const { ada, client } = await loggedInApp(kit);
    const [sessionId = ""] = await kit.sessionsOf(ada);
    const said = { plan: "free", of: ada.email, with: sessionId };
    expect(decodeJwt(pairOf(client).accessToken)).toMatchObject({ ...said, sub: ada.id });
    expect(decodeJwt(pairOf(client).accessToken)).not.toHaveProperty("actor");
    expect(await kit.auth.verifyAccessToken(pairOf(client).accessToken)).toMatchObject(said);
    plan = "pro";
    await client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken });
    expect(decodeJwt(pairOf(client).accessToken)).toMatchObject({ ...said, plan });
    plan = "max";
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(decodeJwt(pairOf(client).accessToken)).toMatchObject({ ...said, plan });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
  });

  it("is called with the address that a signup verifies as verified", async () => {
    await using kit = await tokenKit(
      { claims: ({ emailVerified }) => ({ emailVerified }) },
      { account: { emailVerificationBy: "code" } },
    );
    const client = kit.client("app");
    await client.account.signup.mutate({ email: "new@example.com", password: "staples of a battery" });
    const { code } = (await kit.delivered()).lastMail("new@example.com").context;
    await client.account.email.verify.mutate({ key: String(code) });
    expect(decodeJwt(pairOf(client).accessToken)).toMatchObject({ emailVerified: true });
  });

  it("that fails, fails the call without revealing why, and leaves the refresh token as it was", async () => {
    let fails = false;
    await using kit = await tokenKit({
      claims() {
        if (fails) throw new Error("billing is down");
        return { plan: "free" };
      },
      refreshGrace: 0,
    });
    const { ada, client } = await loggedInApp(kit);
    const { accessToken, refreshToken } = pairOf(client);
    fails = true;
    kit.clock.advance(60);
    expect(await refusalOf(client.session.refresh.mutate({ refreshToken }))).toEqual(internal);
    expect(await refusalOf(client.account.reauthenticate.mutate({ password: ada.password }))).toEqual(internal);
    expect(await refusalOf(loginOf(kit, ada))).toEqual(internal);
    expect(kit.errors.map((error) => (error instanceof Error ? error.message : error))).toEqual([
      "billing is down",
      "billing is down",
      "billing is down",
    ]);
    // Nothing happened: no session without tokens, no token replaced.
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    expect(pairOf(client)).toEqual({ accessToken, refreshToken });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
    fails = false;
    await client.session.refresh.mutate({ refreshToken });
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
  });

  it.each([
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "sid",
    "sth",
    "acr",
    "amr",
    "auth_time",
    "cnf",
    "act",
    "typ",
  ])("cannot include %s, and names the line", async (name) => {
    await using kit = await tokenKit({ claims: () => ({ [name]: "x" }) });
    const ada = await kit.createUser();
    expect((await refusalOf(loginOf(kit, ada)))?.trpc).toBe("INTERNAL_SERVER_ERROR");
    expect(String(kit.errors[0])).toContain(`jwt({ claims }) }: returned "${name}"`);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["too much", { roles: "r".repeat(1_490) }, "returned 1502 bytes of JSON"],
    ["a list", ["admin"], "must return an object"],
    ["nothing", undefined, "must return an object"],
    ["text", "admin", "must return an object"],
  ])("cannot return %s", async (_, returned, said) => {
    // Possible for an app in JavaScript.
    await using kit = await tokenKit({ claims: () => returned as { [name: string]: ClaimValue } });
    const ada = await kit.createUser();
    await refusalOf(loginOf(kit, ada));
    expect(String(kit.errors[0])).toContain(said);
  });

  it("may return as much as fits, and the token is still read", async () => {
    await using kit = await tokenKit({ algorithm: "RS256", claims: () => ({ roles: "r".repeat(1_488) }) });
    const { client } = await loggedInApp(kit);
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
  });

  it("is never called within a transaction: it may read a database of one connection", async () => {
    const asked: number[] = [];
    const kit: Kit = await tokenKit({
      async claims(user) {
        asked.push((await kit.database.select().from(users).where(eq(users.id, user.id))).length);
        return {};
      },
    });
    const { ada, client } = await loggedInApp(kit);
    await client.account.reauthenticate.mutate({ password: ada.password });
    await client.account.password.change.mutate({ currentPassword: ada.password, newPassword: "staples of a battery" });
    const { refreshToken } = pairOf(client);
    await client.session.refresh.mutate({ refreshToken });
    expect(asked).toEqual([1, 1, 1, 1]);
    const made = `${refreshToken.slice(0, 22)}${"A".repeat(65)}`;
    await refusalOf(kit.client("app").session.refresh.mutate({ refreshToken: made }));
    expect(asked).toHaveLength(4);
    await kit[Symbol.asyncDispose]();
  });
});

it("gives its type to what auth.verifyAccessToken returns", async () => {
  await using kit = await tokenKit();
  const { database } = await testDatabase();
  const { createAuth } = await import("../../../src/index.ts");
  const auth = createAuth({
    database,
    secret: "a secret of at least thirty-two characters",
    appName: "Acme",
    origin: kit.origin,
    mail: { send: async () => {} },
    session: { tokens: jwt({ claims: async (user) => ({ plan: "pro", mail: user.email }) }) },
  });
  const claims = await auth.verifyAccessToken("x");
  const typed: { plan: string; mail: string | null; sub: string } | null = claims;
  expect(typed).toBe(null);
  await auth.close();
});
