import { createHmac, generateKeyPairSync } from "node:crypto";
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportSPKI,
  type JSONWebKeySet,
  jwtVerify,
  SignJWT,
} from "jose";
import * as oauth from "oauth4webapi";
import { describe, expect, it } from "vitest";
import { jwt } from "../../../src/index.ts";
import { getWith, type Kit, loggedInApp, loginOf, pairOf, tokenKit } from "../../support/appTokens.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";

const ISSUER = "http://localhost:5173";
const gone = { trpc: "UNAUTHORIZED", codes: ["session_gone"] };
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const PEM = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** The app's published keys. */
async function published(kit: Kit): Promise<JSONWebKeySet | null> {
  const answer = await kit.auth.handler(new Request(`${ISSUER}/.well-known/jwks.json`));
  // The library that uses it checks its form.
  return answer === null ? null : ((await answer.json()) as JSONWebKeySet);
}

/** The content of a token, for signing it in another way. */
function contentOf(token: string) {
  return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("an access token", () => {
  it("names the user, the session, the audience, the expiry, and how the user authenticated", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit, { totp: true });
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    const { header, claims } = contentOf(pairOf(client).accessToken);
    const [sessionId] = await kit.sessionsOf(ada);
    const now = Math.floor(kit.clock.now().getTime() / 1000);
    expect(header).toEqual({ alg: "ES256", typ: "at+jwt", kid: expect.stringMatching(/^[\w-]{43}$/) });
    expect(claims).toEqual({
      iss: ISSUER,
      aud: ISSUER,
      sub: ada.id,
      sid: sessionId,
      sth: expect.any(String),
      client_id: "app",
      acr: "aal2",
      amr: ["pwd", "otp", "mfa"],
      auth_time: now,
      iat: now,
      exp: now + 300,
      jti: expect.any(String),
    });
    expect(await kit.auth.verifyAccessToken(pairOf(client).accessToken)).toEqual(claims);
  });

  it("states when there was only one factor, and when it was given", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const loggedInAt = Math.floor(kit.clock.now().getTime() / 1000);
    kit.clock.advance(250);
    await client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken });
    expect(decodeJwt(pairOf(client).accessToken)).toMatchObject({ acr: "aal1", amr: ["pwd"], auth_time: loggedInAt });
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(decodeJwt(pairOf(client).accessToken)).toMatchObject({ acr: "aal1", auth_time: loggedInAt + 250 });
  });

  it("names who acts as the user, in a session that the app created for someone else", async () => {
    await using kit = await tokenKit();
    const ada = await kit.createUser();
    const client = kit.client("app");
    client.tokens.sessionToken =
      (await kit.auth.createSessionToken(ada.id, { client: "app", actor: "support-7" })) ?? "";
    expect(await client.session.get.query()).toMatchObject({ session: { actor: "support-7" } });
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(decodeJwt(pairOf(client).accessToken)).toMatchObject({ sub: ada.id, act: { sub: "support-7" } });
  });

  it.each(["ES256", "EdDSA", "RS256"] as const)(
    "signed by %s is verified by others with what the app publishes",
    async (algorithm) => {
      await using kit = await tokenKit({ algorithm, audience: ["https://api.acme.com", "https://billing.acme.com"] });
      const { ada, client } = await loggedInApp(kit);
      const { accessToken } = pairOf(client);
      const verified = await jwtVerify(accessToken, createLocalJWKSet((await published(kit)) ?? { keys: [] }), {
        issuer: ISSUER,
        audience: "https://billing.acme.com",
        algorithms: [algorithm],
        typ: "at+jwt",
        currentDate: kit.clock.now(),
      });
      expect(verified.payload.sub).toBe(ada.id);
      expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
    },
  );

  it("is valid by RFC 9068, according to a library that checks it", async () => {
    // That library uses the machine's time.
    await using kit = await tokenKit({}, { clock: () => new Date() });
    const { ada, client } = await loggedInApp(kit);
    const found = await oauth.processDiscoveryResponse(
      new URL(ISSUER),
      (await kit.auth.handler(new Request(`${ISSUER}/.well-known/oauth-authorization-server`))) ?? Response.error(),
    );
    const request = new Request(`${ISSUER}/bills`, {
      headers: { authorization: `Bearer ${pairOf(client).accessToken}` },
    });
    const claims = await oauth.validateJwtAccessToken(found, request, ISSUER, {
      [oauth.customFetch]: async (url) => (await kit.auth.handler(new Request(url))) ?? Response.error(),
      [oauth.allowInsecureRequests]: true,
    });
    expect(claims.sub).toBe(ada.id);
  });

  it("is invalid when it was altered, signed otherwise, or meant for something else", async () => {
    await using kit = await tokenKit({ keys: [PEM] });
    const { client } = await loggedInApp(kit);
    const { accessToken, refreshToken } = pairOf(client);
    const { header, claims } = contentOf(accessToken);
    const kid = header.kid ?? "";
    const [head = "", body = "", signature = ""] = accessToken.split(".");
    const signed = (content: object, protectedHeader: object = {}, key = privateKey) =>
      new SignJWT({ ...claims, ...content })
        .setProtectedHeader({ alg: "ES256", kid, typ: "at+jwt", ...protectedHeader })
        .sign(key);
    const hs256 = (secret: string) => {
      const input = `${encoded({ alg: "HS256", kid, typ: "at+jwt" })}.${body}`;
      return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    };
    const foreign = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const now = claims.iat ?? 0;
    const forged: Record<string, string> = {
      "alg none": `${encoded({ alg: "none", kid, typ: "at+jwt" })}.${body}.`,
      "alg none, signature kept": `${encoded({ ...header, alg: "none" })}.${body}.${signature}`,
      "HS256 with the public key as PEM": hs256(await exportSPKI(publicKey)),
      "HS256 with the public key as JWK": hs256(JSON.stringify(publicKey.export({ format: "jwk" }))),
      "another user": `${head}.${encoded({ ...claims, sub: crypto.randomUUID() })}.${signature}`,
      "a bit of the signature": `${head}.${body}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`,
      "no signature": `${head}.${body}.`,
      "a foreign key under our name": await signed({}, {}, foreign),
      "a foreign key under its own name": await signed({}, { kid: "theirs" }, foreign),
      "a foreign key brought along": await signed({}, { jwk: publicKey.export({ format: "jwk" }) }, foreign),
      "no kid": await signed({}, { kid: undefined }),
      "another audience": await signed({ aud: "https://other.acme.com" }),
      "no audience": await signed({ aud: undefined }),
      "another issuer": await signed({ iss: "https://evil.example" }),
      "an ID token": await signed({}, { typ: "JWT" }),
      "no type": await signed({}, { typ: undefined }),
      "a logout token": await signed({}, { typ: "logout+jwt" }),
      expired: await signed({ exp: now }),
      "no end": await signed({ exp: undefined }),
      "not yet good": await signed({ nbf: now + 60 }),
      "no session": await signed({ sid: undefined }),
      "a session that is none": await signed({ sid: "1" }),
      "no hash": await signed({ sth: undefined }),
      "unknown critical header": await signed({}, { crit: ["exp"], exp: 1 }).catch(() => `${head}.x.y`),
      "the refresh token": refreshToken,
      "too long": await signed({ more: "x".repeat(5_000) }),
      rubbish: "a.b.c",
    };
    for (const [name, token] of Object.entries(forged)) {
      expect([name, await kit.auth.verifyAccessToken(token)]).toEqual([name, null]);
      expect([name, await kit.auth.validateSessionToken(token)]).toEqual([name, null]);
      // A token longer than the limit for headers is not even read.
      const told = name === "too long" ? null : gone;
      expect([name, await refusalOf(getWith(kit, token))]).toEqual([name, told]);
    }
    // The token on which they are based is valid.
    expect(await kit.auth.verifyAccessToken(await signed({}))).toEqual(claims);
    expect(await getWith(kit, accessToken)).toMatchObject({ status: "authenticated" });
    expect(kit.errors).toEqual([]);
  });

  it("has no value for another user or session than the one of its hash", async () => {
    await using kit = await tokenKit({ keys: [PEM] });
    const [{ client }, other] = [await loggedInApp(kit), await loggedInApp(kit)];
    const { header, claims } = contentOf(pairOf(client).accessToken);
    const theirs = decodeJwt(pairOf(other.client).accessToken);
    for (const swapped of [{ sub: theirs.sub ?? "" }, { sid: theirs["sid"] }, { sth: theirs["sth"] }]) {
      const token = await new SignJWT({ ...claims, ...swapped })
        .setProtectedHeader({ ...header, alg: "ES256" })
        .sign(privateKey);
      expect(await refusalOf(getWith(kit, token))).toEqual(gone);
      expect(await kit.auth.validateSessionToken(token)).toBe(null);
    }
  });

  it("is for one of two apps with the same keys, never for the other", async () => {
    await using kit = await tokenKit({ keys: [PEM], audience: "https://one.acme.com" });
    const { client } = await loggedInApp(kit);
    const { accessToken } = pairOf(client);
    const other = await import("../../../src/testing.ts");
    for (const options of [{ audience: "https://two.acme.com" }, { issuer: "https://two.acme.com" }]) {
      await using two = await other.createTestKit({
        database: kit.database,
        clock: kit.clock.now,
        session: { tokens: jwt({ keys: [PEM], audience: "https://one.acme.com", ...options }) },
      });
      expect(await two.auth.verifyAccessToken(accessToken)).toBe(null);
    }
  });

  it("expires to the second, also where it was verified before", async () => {
    await using kit = await tokenKit({ accessTokenLifetime: 60 });
    const { client } = await loggedInApp(kit);
    const { accessToken } = pairOf(client);
    kit.clock.advance(59);
    expect(await kit.auth.verifyAccessToken(accessToken)).not.toBe(null);
    expect(await getWith(kit, accessToken)).toMatchObject({ status: "authenticated" });
    kit.clock.advance(1);
    expect(await kit.auth.verifyAccessToken(accessToken)).toBe(null);
    expect(await refusalOf(getWith(kit, accessToken))).toEqual(gone);
  });

  it("is void in the app's own router, as is the refresh token, once its user reauthenticated", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const before = pairOf(client);
    await client.account.reauthenticate.mutate({ password: ada.password });
    const after = pairOf(client);
    expect(await refusalOf(getWith(kit, before.accessToken))).toEqual(gone);
    const old = kit.client("app").session.refresh.mutate({ refreshToken: before.refreshToken });
    expect(await refusalOf(old)).toMatchObject({ codes: ["invalid_token/refreshToken"] });
    // A call that was in progress with the previous pair ends nothing.
    expect(await getWith(kit, after.accessToken)).toMatchObject({ status: "authenticated" });
    await client.session.refresh.mutate({ refreshToken: after.refreshToken });
  });

  it("is issued again when its user changes the password", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const before = pairOf(client);
    await client.account.password.change.mutate({ currentPassword: ada.password, newPassword: "staples of a battery" });
    expect(pairOf(client).refreshToken).not.toBe(before.refreshToken);
    expect(await refusalOf(getWith(kit, before.accessToken))).toEqual(gone);
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
  });

  it("that expired does not pretend to log out: the session would live on", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    kit.clock.advance(300);
    expect(await refusalOf(client.account.logout.mutate())).toEqual(gone);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    await client.session.refresh.mutate({ refreshToken: pairOf(client).refreshToken });
    expect(await client.account.logout.mutate()).toMatchObject({ status: "anonymous" });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(client.tokens).toEqual({});
  });

  it("is only for apps: a browser gets cookies, and no other access", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const browser = kit.client("browser");
    const state = await browser.account.login.mutate({ email: ada.email, password: ada.password });
    expect(state).not.toHaveProperty("tokens");
    const stranger = kit.client("browser");
    stranger.headers["authorization"] = `Bearer ${pairOf(client).accessToken}`;
    expect(await stranger.session.get.query()).toMatchObject({ status: "anonymous" });
    browser.jar.cookies.set("latchkey.session", pairOf(client).accessToken);
    expect(await browser.session.get.query()).toMatchObject({ status: "anonymous" });
  });

  it("identifies the user to the app's own code, while the session exists", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const { accessToken } = pairOf(client);
    expect(await kit.auth.validateSessionToken(accessToken)).toMatchObject({ user: { id: ada.id } });
    await kit.auth.revokeSessions(ada.id);
    expect(await kit.auth.validateSessionToken(accessToken)).toBe(null);
    // The signature does not show that: it is for services that cannot ask.
    expect(await kit.auth.verifyAccessToken(accessToken)).toMatchObject({ sub: ada.id });
  });

  it("costs a call one statement, as a session token does, and its verification none", async () => {
    await using kit = await tokenKit();
    const { client } = await loggedInApp(kit);
    const { takeStatements } = await testDatabase();
    takeStatements();
    await client.session.get.query();
    expect(takeStatements()).toHaveLength(1);
    await kit.auth.verifyAccessToken(pairOf(client).accessToken);
    await kit.auth.verifyAccessToken("a.b.c");
    expect(takeStatements()).toEqual([]);
  });

  it("shows a session in the list of its user, and marks the current one", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    kit.clock.advance(1);
    await loginOf(kit, ada);
    expect((await client.session.list.query()).map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
  });
});

describe("where apps keep session tokens", () => {
  it("nothing is published, and verifyAccessToken names the option", async () => {
    await using kit = await createTestKit();
    expect(await published(kit)).toBe(null);
    await expect(kit.auth.verifyAccessToken("a.b.c")).rejects.toThrow(/session: \{ tokens: jwt\(\) \}/);
  });
});
