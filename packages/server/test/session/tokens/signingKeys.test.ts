import { generateKeyPairSync } from "node:crypto";
import { decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { createAuth, jwt } from "../../../src/index.ts";
import { signingKeys } from "../../../src/schema.ts";
import { createTestKit as kitOn } from "../../../src/testing.ts";
import { type Kit, loggedInApp, loginOf, pairOf, tokenKit } from "../../support/appTokens.ts";
import { testDatabase } from "../../support/kit.ts";

const ISSUER = "http://localhost:5173";
const SECRET = "a secret of at least thirty-two characters";
const HOUR = 3_600;
const DAY = 24 * HOUR;

const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? "";
const pemOf = ({ privateKey }: ReturnType<typeof ecKey>) =>
  privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const ecKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

async function answerOf(kit: Pick<Kit, "auth">, path: string, init?: RequestInit): Promise<Response | null> {
  return kit.auth.handler(new Request(`${ISSUER}${path}`, init));
}

async function publishedKids(kit: Pick<Kit, "auth">): Promise<string[]> {
  const answer = await answerOf(kit, "/.well-known/jwks.json");
  if (answer === null) throw new Error("nothing is published");
  const { keys } = (await answer.json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

/** Another process of the same app. */
function beside(kit: Kit, options: Parameters<typeof jwt>[0] = {}, secret: string[] = [SECRET]) {
  return kitOn({ database: kit.database, clock: kit.clock.now, secret, session: { tokens: jwt(options) } });
}

describe("generated keys", () => {
  it("are published without their private half, which is stored encrypted", async () => {
    await using kit = await tokenKit();
    const answer = await answerOf(kit, "/.well-known/jwks.json");
    expect(answer?.headers.get("content-type")).toBe("application/jwk-set+json");
    expect(answer?.headers.get("cache-control")).toBe("public, max-age=300");
    expect(await answer?.json()).toEqual({
      keys: [
        {
          kty: "EC",
          crv: "P-256",
          x: expect.any(String),
          y: expect.any(String),
          kid: expect.any(String),
          alg: "ES256",
          use: "sig",
        },
      ],
    });
    const [row] = await kit.database.select().from(signingKeys);
    expect(JSON.stringify(row)).not.toContain("PRIVATE KEY");
    expect(row?.publicKey).not.toHaveProperty("d");
    expect(row?.privateKeySealed).toMatch(/^2\./);
  });

  it("are listed by discovery, in either place, and by no other method", async () => {
    await using kit = await tokenKit();
    for (const path of ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"])
      expect(await (await answerOf(kit, path))?.json()).toMatchObject({
        issuer: ISSUER,
        jwks_uri: `${ISSUER}/.well-known/jwks.json`,
        response_types_supported: [],
      });
    expect(await answerOf(kit, "/.well-known/jwks.json", { method: "POST" })).toBe(null);
    expect(await answerOf(kit, "/.well-known/other")).toBe(null);
  });

  it("are found below an issuer that has a path", async () => {
    await using kit = await tokenKit({ issuer: `${ISSUER}/auth` });
    expect((await answerOf(kit, "/auth/.well-known/jwks.json"))?.status).toBe(200);
    const found = await answerOf(kit, "/.well-known/oauth-authorization-server/auth");
    expect(await found?.json()).toMatchObject({ jwks_uri: `${ISSUER}/auth/.well-known/jwks.json` });
    expect((await answerOf(kit, "/auth/.well-known/openid-configuration"))?.status).toBe(200);
    expect(await answerOf(kit, "/.well-known/jwks.json")).toBe(null);
  });

  it("are the same for all processes, however many begin at the same time", async () => {
    await using kit = await tokenKit();
    const others = await Promise.all([1, 2, 3, 4].map(() => beside(kit)));
    const kids = await Promise.all([kit, ...others].map(publishedKids));
    expect(new Set(kids.flat()).size).toBe(1);
    for (const other of others) await other.auth.close();
  });

  it("are replaced in time: the next is published an hour before it signs, the last until its tokens have expired", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const first = kidOf(pairOf(client).accessToken);
    const kidNow = async () => kidOf(pairOf(await loginOf(kit, ada)).accessToken);
    kit.clock.advance(90 * DAY - HOUR - 1);
    expect([await kidNow(), await publishedKids(kit)]).toEqual([first, [first]]);
    kit.clock.advance(HOUR);
    expect(await kidNow()).toBe(first);
    const [second = "", ...rest] = await publishedKids(kit);
    expect(rest).toEqual([first]);
    const last = pairOf(await loginOf(kit, ada)).accessToken;
    kit.clock.advance(HOUR);
    expect(await kidNow()).toBe(second);
    kit.clock.advance(-HOUR + 200);
    expect(await kit.auth.verifyAccessToken(last)).not.toBe(null);
    kit.clock.advance(2 * DAY);
    expect(await publishedKids(kit)).toEqual([second]);
    await kit.auth.cleanUp();
    expect((await kit.database.select().from(signingKeys)).map(({ kid }) => kid)).toEqual([second]);
  });

  it("of a process are immediately known to another", async () => {
    await using kit = await tokenKit();
    await using other = await beside(kit);
    const { ada } = await loggedInApp(kit);
    await publishedKids(other);
    kit.clock.advance(90 * DAY);
    const { accessToken } = pairOf(await loginOf(kit, ada));
    expect(await other.auth.verifyAccessToken(accessToken)).toMatchObject({ sub: ada.id });
  });

  it("are read no more than once a second for invented names", async () => {
    await using kit = await tokenKit();
    await loggedInApp(kit);
    const { takeStatements } = await testDatabase();
    kit.clock.advance(2);
    takeStatements();
    const made = (kid: string) =>
      `${Buffer.from(JSON.stringify({ alg: "ES256", typ: "at+jwt", kid })).toString("base64url")}.e30.AAAA`;
    for (let call = 0; call < 50; call += 1) expect(await kit.auth.verifyAccessToken(made(`key ${call}`))).toBe(null);
    expect(takeStatements()).toHaveLength(1);
  });

  it("that no secret opens any more still verify, and a new one signs", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    const { accessToken } = pairOf(client);
    await using later = await beside(kit, {}, ["another secret of at least thirty-two characters"]);
    expect(await later.auth.verifyAccessToken(accessToken)).toMatchObject({ sub: ada.id });
    const anew = pairOf(await loginOf(later, ada)).accessToken;
    expect(kidOf(anew)).not.toBe(kidOf(accessToken));
    kit.clock.advance(2);
    expect(await kit.auth.verifyAccessToken(anew)).toMatchObject({ sub: ada.id });
  });

  it("that were withdrawn are accepted for less than five minutes, also where nobody has called since", async () => {
    await using kit = await tokenKit({ accessTokenLifetime: HOUR });
    const { client } = await loggedInApp(kit);
    const verify = () => kit.auth.verifyAccessToken(pairOf(client).accessToken);
    expect(await verify()).not.toBe(null);
    await kit.database.delete(signingKeys);
    kit.clock.advance(300);
    expect(await Promise.all([verify(), verify()])).toEqual([null, null]);
  });

  it("are read again in the background while they are used, from half of that time on", async () => {
    await using kit = await tokenKit({ accessTokenLifetime: HOUR });
    const { client } = await loggedInApp(kit);
    const verify = () => kit.auth.verifyAccessToken(pairOf(client).accessToken);
    await verify();
    await kit.database.delete(signingKeys);
    kit.clock.advance(149);
    for (let call = 0; call < 20; call += 1) expect(await verify()).not.toBe(null);
    kit.clock.advance(1);
    expect(await verify()).not.toBe(null);
    await expect.poll(verify).toBe(null);
  });

  it("are generated for another algorithm when the app wants one", async () => {
    await using kit = await tokenKit();
    const { ada, client } = await loggedInApp(kit);
    await using later = await beside(kit, { algorithm: "EdDSA" });
    const anew = pairOf(await loginOf(later, ada)).accessToken;
    expect(decodeProtectedHeader(anew).alg).toBe("EdDSA");
    expect(await later.auth.verifyAccessToken(pairOf(client).accessToken)).toMatchObject({ sub: ada.id });
    kit.clock.advance(2);
    expect(await kit.auth.verifyAccessToken(anew)).toMatchObject({ sub: ada.id });
  });
});

describe("the app's own keys", () => {
  it("sign and verify, the first of them and all of them, and none is stored", async () => {
    const [old, now] = [ecKey(), generateKeyPairSync("ed25519")];
    await using kit = await tokenKit({ keys: [pemOf(old)] });
    const { ada, client } = await loggedInApp(kit);
    const publicOld = { ...old.publicKey.export({ format: "jwk" }) };
    const keys = [{ ...now.privateKey.export({ format: "jwk" }), kid: "2030-02" }, publicOld];
    await using later = await beside(kit, { keys });
    expect(await later.auth.verifyAccessToken(pairOf(client).accessToken)).toMatchObject({ sub: ada.id });
    const anew = pairOf(await loginOf(later, ada)).accessToken;
    expect(decodeProtectedHeader(anew)).toEqual({ alg: "EdDSA", typ: "at+jwt", kid: "2030-02" });
    expect(await publishedKids(later)).toEqual(["2030-02", kidOf(pairOf(client).accessToken)]);
    const answer = await answerOf(later, "/.well-known/jwks.json");
    expect(await answer?.text()).not.toContain('"d"');
    expect(await kit.database.select().from(signingKeys)).toEqual([]);
  });

  const wrong = "expected a PEM or JWK of an EC P-256, Ed25519 or RSA key";
  it.each([
    ["no key", { keys: ["-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----"] }, `keys.0: ${wrong}`],
    ["a shared secret", { keys: [{ kty: "oct", k: "c2VjcmV0" }] }, `keys.0: ${wrong}`],
    [
      "a curve that is not served",
      { keys: [generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({ format: "jwk" })] },
      `keys.0: ${wrong}`,
    ],
    [
      "a short RSA key",
      { keys: [generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ format: "jwk" })] },
      `keys.0: ${wrong}`,
    ],
    [
      "a first key that cannot sign",
      { keys: [{ ...ecKey().publicKey.export({ format: "jwk" }) }] },
      "keys: expected the first one to be",
    ],
    ["no keys", { keys: [] }, "keys: "],
    ["an issuer that is no URL", { issuer: "acme" }, "issuer: expected an https URL"],
    ["an issuer without TLS", { issuer: "http://acme.com" }, "issuer: expected an https URL"],
    ["an algorithm of shared secrets", { algorithm: "HS256" }, "algorithm: "],
    ["no audience", { audience: [] }, "audience: "],
    ["an option that is none", { lifetime: 5 }, "Unrecognized key"],
  ])("are refused with what is expected, and without quoting the key: %s", async (_, options, said) => {
    const { database } = await testDatabase();
    const create = () =>
      createAuth({
        database,
        secret: SECRET,
        appName: "Acme",
        origin: ISSUER,
        mail: { send: async () => {} },
        session: { tokens: options as Parameters<typeof jwt>[0] & object },
      });
    expect(create).toThrow(new RegExp(`session\\.tokens\\.?.*${said}|session\\.tokens: ${said}`));
    expect(create).not.toThrow(/MIGH|c2VjcmV0/);
  });

  it("are for apps: without that client, the option is refused", async () => {
    const { database } = await testDatabase();
    const options = { database, secret: SECRET, appName: "Acme", origin: ISSUER, mail: { send: async () => {} } };
    expect(() => createAuth({ ...options, clients: ["browser"], session: { tokens: jwt() } })).toThrow(
      /only app clients get tokens/,
    );
  });
});
