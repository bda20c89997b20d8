import { CLIENT_SECRET } from "@latchkey/tooling/open-id-provider";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { oidc } from "../../src/providers.ts";
import { sessions, socialRedirects, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createForger, type ForgedToken } from "../support/forgery.ts";
import { type Answer, createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };
const bad = (code: string) => ({ trpc: "BAD_REQUEST", codes: [code] });

describe.each(["browser", "app"] as const)("social.callback refuses, %s client", (kind) => {
  async function away() {
    const social = await createSocialKit();
    const client = social.kit.client(kind);
    const answer = await social.journey(client, social.visitor("ada-1", ada));
    const callback = (changed: Partial<Answer> = {}, from = client) =>
      refusalOf(from.social.callback.mutate({ ...answer, ...changed } as Answer));
    return { ...social, client, answer, callback };
  }

  it("a state that is missing, foreign, another client's, used, expired, or of another provider", async () => {
    const { kit, client, answer, callback, journey } = await away();
    const { state: _state, ...without } = answer;
    const missing = client.social.callback.mutate(without as unknown as Answer);
    expect(await refusalOf(missing)).toEqual(bad("required/state"));
    const wrong = bad("invalid_token/state");
    for (const state of ["nonsense", "A".repeat(43), `${answer.state} `, answer.state.toLowerCase()])
      expect(await callback({ state })).toEqual(wrong);
    // Another browser, with and without a journey of its own.
    const stranger = kit.client(kind);
    expect(await callback({}, stranger)).toEqual(wrong);
    await journey(stranger, "ada-1");
    expect(await callback({}, stranger)).toEqual(wrong);
    expect(await callback({ provider: "other" })).toEqual(wrong);
    expect(await callback({ provider: "nobody" })).toEqual(bad("unknown_provider/provider"));
    expect([await callback(), await callback()]).toEqual([null, wrong]);
    const late = await journey(stranger, "ada-1");
    kit.clock.advance(900);
    expect(await refusalOf(stranger.social.callback.mutate(late))).toEqual(wrong);
    await kit[Symbol.asyncDispose]();
  });

  it("a code of another redirect, whose PKCE verifier is another, and one that was used", async () => {
    const { kit, client, answer, callback, journey } = await away();
    // The state of the latest journey: each has a token of its own, and it is the client's only one.
    const other = await journey(client, "ada-1");
    expect(await callback({ state: other.state })).toEqual(bad("invalid_token/code"));
    const third = await journey(client, "ada-1");
    await client.social.callback.mutate(third);
    await client.account.logout.mutate();
    const fourth = await journey(client, "ada-1");
    expect(await callback({ state: fourth.state, code: third.code })).toEqual(bad("invalid_token/code"));
    const fifth = await journey(client, "ada-1");
    expect(await callback({ state: fifth.state, code: "" })).toEqual(bad("required/code"));
    expect(answer.code).not.toBe(fifth.code);
    await kit[Symbol.asyncDispose]();
  });

  it("a response to a redirect that was begun with a planted token, and an app's to one before the last", async () => {
    const { kit, client, answer, journey } = await away();
    const planted = kit.client(kind);
    Object.assign(planted.tokens, client.tokens);
    for (const [name, value] of client.jar.cookies) planted.jar.cookies.set(name, value);
    await journey(planted, "ada-1");
    if (kind === "app")
      expect(await refusalOf(planted.social.callback.mutate(answer))).toEqual(bad("invalid_token/state"));
    // A journey that started from the planted token does not belong to the person who planted it.
    const mine = await journey(planted, "ada-1");
    expect(await refusalOf(client.social.callback.mutate(mine))).toEqual(bad("invalid_token/state"));
    await kit[Symbol.asyncDispose]();
  });

  it("a response of another issuer, and reports the provider's error instead of a code", async () => {
    const { kit, client, callback, journey } = await away();
    expect(await callback({ iss: "https://evil.example" })).toEqual(bad("invalid_token/iss"));
    const { state } = await journey(client, "ada-1");
    const denied = client.social.callback.mutate({ provider: "local", state, error: "access_denied" });
    expect(await refusalOf(denied)).toEqual(bad("access_denied"));
    const again = await journey(client, "ada-1");
    const failed = client.social.callback.mutate({ provider: "local", state: again.state, error: "<script>" });
    expect(await refusalOf(failed)).toEqual(bad("provider_failed"));
    await kit[Symbol.asyncDispose]();
  });

  it("all but one of twenty that return at the same time", async () => {
    const { kit, client, answer } = await away();
    const calls = Array.from({ length: 20 }, () => refusalOf(client.social.callback.mutate(answer)));
    const answers = await Promise.all(calls);
    expect(answers.filter((one) => one === null)).toHaveLength(1);
    expect(await kit.database.select().from(users)).toHaveLength(1);
    expect(await kit.database.select().from(sessions)).toHaveLength(1);
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("nothing twice where twenty redirects of one newcomer end at the same time", async () => {
    const { kit, journey, visitor } = await createSocialKit();
    const sub = visitor("new-1", { email: "new@example.com", email_verified: true });
    const clients = Array.from({ length: 5 }, () => kit.client(kind));
    const answers: Answer[] = [];
    for (const client of clients) answers.push(await journey(client, sub));
    await Promise.all(
      clients.map((client, index) => refusalOf(client.social.callback.mutate(answers[index] as Answer))),
    );
    expect(await kit.database.select().from(users)).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });
});

describe("a redirect to a provider", () => {
  it("belongs to this host alone on https, whatever domain the session is shared with", async () => {
    const { kit } = await createSocialKit({
      origin: "https://app.acme.com",
      session: { cookie: { domain: "acme.com" } },
    });
    const client = kit.client("browser");
    await client.social.redirect.mutate({ provider: "local", process: "login", callbackUrl: "/" });
    const [cookie = ""] = client.lastResponse?.headers.getSetCookie() ?? [];
    expect(cookie).toMatch(/^__Host-latchkey\.redirect=/);
    expect(cookie).not.toMatch(/domain/i);
    await kit[Symbol.asyncDispose]();
  });

  it("leaves nothing in the database, or with the front end, that ends it", async () => {
    const { kit } = await createSocialKit();
    const client = kit.client("browser");
    const asked = { provider: "local", process: "login", callbackUrl: "/" } as const;
    const { redirectUrl } = await client.social.redirect.mutate(asked);
    const { searchParams } = new URL(redirectUrl);
    const cookie = client.jar.cookies.get("latchkey.redirect") ?? "";
    const rows = JSON.stringify(await kit.database.select().from(socialRedirects));
    const secrets = [searchParams.get("state") ?? "", searchParams.get("nonce") ?? "", cookie];
    for (const secret of secrets) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(rows).not.toContain(secret);
    }
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    const [line = ""] = client.lastResponse?.headers.getSetCookie() ?? [];
    expect(line).toMatch(/HttpOnly/);
    kit.clock.advance(900);
    expect(await kit.auth.cleanUp()).toBeGreaterThan(0);
    expect(await kit.database.select().from(socialRedirects)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });
});

const FORGED: [string, ForgedToken][] = [
  ["with another nonce", { claims: { nonce: "another" } }],
  ["without a nonce", { without: ["nonce"] }],
  ["for another app", { claims: { aud: "somebody" } }],
  ["for several apps, not saying to which it was given", { claims: { aud: ["acme", "somebody"] } }],
  ["given to another app", { claims: { aud: ["acme", "somebody"], azp: "somebody" } }],
  ["of another issuer", { claims: { iss: "https://evil.example" } }],
  ["that has expired", { claims: { exp: Math.floor(Date.now() / 1000) - 120 } }],
  ["from the future", { claims: { iat: Math.floor(Date.now() / 1000) + 600 } }],
  ["that nobody signed", { signed: "nobody" }],
  ["that a stranger signed", { signed: "stranger" }],
  ["that is signed with the client's secret", { signed: "secret" }],
  ["of another access token", { claims: { at_hash: "AAAAAAAAAAAAAAAAAAAAAA" } }],
  ["without a subject", { without: ["sub"] }],
];

describe("an ID token", () => {
  async function forging() {
    const probe = await createSocialKit();
    const forger = await createForger(probe.op.issuer, CLIENT_SECRET);
    const social = await createSocialKit({ social: { http: forger.http } });
    return { ...social, ...forger, client: social.kit.client("browser") };
  }

  it.each(FORGED)("%s is refused when it is returned for a code", async (_what, forged) => {
    const { kit, client, plan, sign, journey, visitor } = await forging();
    const sub = visitor("ada-1", ada);
    const changed = async (real: string, given: ForgedToken) => {
      const { nonce = "", at_hash = "" } = decodeJwt<{ nonce?: string; at_hash?: string }>(real);
      const hash = at_hash === "" ? {} : { at_hash };
      return sign({ ...given, claims: { nonce, ...hash, ...ada, ...given.claims } });
    };
    plan.idToken = (real) => changed(real, forged);
    const refused = await refusalOf(client.social.callback.mutate(await journey(client, sub)));
    expect(refused).toEqual(bad("invalid_token/code"));
    expect(await kit.database.select().from(users)).toEqual([]);
    // Without the forgery it is accepted: only the forgery was refused.
    plan.idToken = (real) => changed(real, {});
    expect(await refusalOf(client.social.callback.mutate(await journey(client, sub)))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  const NATIVE = FORGED.filter(([what]) => !/nonce|access token/.test(what));
  it.each(NATIVE)("%s is refused when an app submits it", async (_what, forged) => {
    const { kit, client, sign } = await forging();
    const idToken = await sign({ ...forged, claims: { ...ada, ...forged.claims } });
    const token = { clientId: "acme", idToken };
    const refused = await refusalOf(client.social.token.mutate({ provider: "local", process: "login", token }));
    expect(refused).toEqual(bad("invalid_token/token"));
    await kit[Symbol.asyncDispose]();
  });

  it("logs in when an app submits it, once", async () => {
    const { kit, client, sign } = await forging();
    const token = { clientId: "acme", idToken: await sign({ claims: { ...ada, jti: "one", nonce: "n" } }), nonce: "n" };
    const logIn = () => client.social.token.mutate({ provider: "local", process: "login", token });
    expect(await logIn()).toMatchObject({ status: "authenticated", user: { email: ada.email, emailVerified: true } });
    await client.account.logout.mutate();
    expect(await refusalOf(logIn())).toEqual(bad("invalid_token/token"));
    const twenty = { ...token, idToken: await sign({ claims: { ...ada, jti: "two", nonce: "n" } }) };
    const calls = Array.from({ length: 20 }, () =>
      refusalOf(kit.client("app").social.token.mutate({ provider: "local", process: "login", token: twenty })),
    );
    expect((await Promise.all(calls)).filter((one) => one === null)).toHaveLength(1);
    const wrong = { ...token, idToken: await sign({ claims: { ...ada, jti: "three", nonce: "m" } }) };
    const other = client.social.token.mutate({ provider: "local", process: "login", token: wrong });
    expect(await refusalOf(other)).toEqual(bad("invalid_token/token"));
    await kit[Symbol.asyncDispose]();
  });

  it("logs in once, also where another process cleans up by a clock that is ahead", async () => {
    const { kit, sign } = await forging();
    const token = { clientId: "acme", idToken: await sign({ claims: { ...ada, jti: "one" } }) };
    const logIn = () => kit.client("app").social.token.mutate({ provider: "local", process: "login", token });
    expect(await logIn()).toMatchObject({ status: "authenticated" });
    kit.clock.advance(2 * 3_600);
    await kit.auth.cleanUp();
    kit.clock.advance(-2 * 3_600);
    expect(await refusalOf(logIn())).toEqual(bad("invalid_token/token"));
    await kit[Symbol.asyncDispose]();
  });

  it("logs in once without an id of its own, however its signature is spelt", async () => {
    const { kit, sign } = await forging();
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const real = await sign({ claims: ada });
    // 64 bytes are 86 characters, the last of which has four unused bits.
    const last = alphabet.indexOf(real.at(-1) ?? "") & ~15;
    const spelt = Array.from({ length: 16 }, (_, spare) => real.slice(0, -1) + alphabet[last + spare]);
    expect(spelt).toContain(real);
    const answers = [];
    for (const idToken of spelt) {
      const token = { clientId: "acme", idToken };
      const logIn = kit.client("app").social.token.mutate({ provider: "local", process: "login", token });
      answers.push(await refusalOf(logIn));
    }
    expect(answers).toEqual([null, ...Array(15).fill(bad("invalid_token/token"))]);
    await kit[Symbol.asyncDispose]();
  });

  it("connects when an app submits it, unless it is already connected", async () => {
    const { kit, sign } = await forging();
    const [first, second] = [await kit.createUser(), await kit.createUser()];
    const connect = async (from: Awaited<ReturnType<typeof kit.clientOf>>, jti: string) => {
      const token = { clientId: "acme", idToken: await sign({ claims: { ...ada, jti } }) };
      return refusalOf(from.social.token.mutate({ provider: "local", process: "connect", token }));
    };
    const owner = await kit.clientOf(first, "app");
    expect([await connect(owner, "one"), await connect(owner, "two")]).toEqual([null, null]);
    expect(await owner.social.connections.list.query()).toHaveLength(1);
    const other = await kit.clientOf(second, "app");
    expect(await connect(other, "three")).toEqual(bad("connected_other"));
    expect(await other.social.connections.list.query()).toEqual([]);
    expect(await connect(kit.client("app"), "four")).toEqual({ trpc: "UNAUTHORIZED", codes: ["not_authenticated"] });
    // The logged-in user stays the same.
    const token = { clientId: "acme", idToken: await sign({ claims: { ...ada, jti: "five" } }) };
    const login = other.social.token.mutate({ provider: "local", process: "login", token });
    expect(await refusalOf(login)).toEqual({ trpc: "CONFLICT", codes: ["already_authenticated"] });
    kit.clock.advance(300);
    expect((await connect(owner, "six"))?.codes).toEqual(["reauthentication_required"]);
    await kit[Symbol.asyncDispose]();
  });

  it("needs its app's client id, and a provider that accepts tokens", async () => {
    const { kit, client, sign, op, http } = await forging();
    const idToken = await sign({ claims: ada });
    const send = (token: object, provider = "local") =>
      refusalOf(client.social.token.mutate({ provider, process: "login", token }));
    expect(await send({ idToken })).toEqual(bad("client_id_required/token"));
    expect(await send({ idToken, clientId: "another" })).toEqual(bad("client_id_mismatch/token"));
    // Another of our apps at the provider; a token may be for either of them.
    const android = oidc({ id: "local", name: "Local", issuer: op.issuer, clientId: "acme", clientIds: ["android"] });
    const several = await createSocialKit({ social: { providers: [android], http } });
    const ofAndroid = await sign({ claims: { ...ada, aud: "android", jti: "android" } });
    const token = { clientId: "android", idToken: ofAndroid };
    const logIn = several.kit.client("app").social.token.mutate({ provider: "local", process: "login", token });
    expect(await refusalOf(logIn)).toBeNull();
    expect(await send({ clientId: "acme" })).toEqual(bad("token_required/token"));
    expect(await send({ clientId: "acme", idToken: "" })).toEqual(bad("token_required/token"));
    expect(await send({ clientId: "acme", idToken: "no token" })).toEqual(bad("invalid_token/token"));
    expect(await send({ clientId: "acme", idToken }, "nobody")).toEqual(bad("unknown_provider/provider"));
    await kit[Symbol.asyncDispose]();
  });

  it.each<[string, () => Promise<Response>, string]>([
    ["answers slowly", () => new Promise(() => {}), "provider_failed"],
    ["answers 500", async () => new Response("down", { status: 500 }), "provider_failed"],
    ["answers with HTML", async () => new Response("<html>"), "invalid_token/code"],
    [
      "answers with other JSON",
      async () => Response.json({ access_token: 7, __proto__: { a: 1 } }),
      "invalid_token/code",
    ],
    ["redirects", async () => Promise.reject(new TypeError("redirect")), "provider_failed"],
    ["answers without end", async () => new Response(endless()), "invalid_token/code"],
  ])("is not available when the provider %s: a clear error, and nothing is half done", async (_what, fails, code) => {
    const { kit, client, plan, journey, visitor } = await forging();
    const answer = await journey(client, visitor("ada-1", ada));
    plan.fails = fails;
    expect(await refusalOf(client.social.callback.mutate(answer))).toEqual(bad(code));
    plan.fails = null;
    expect(await kit.database.select().from(users)).toEqual([]);
    expect(await refusalOf(client.social.callback.mutate(answer))).toEqual(bad("invalid_token/state"));
    await kit[Symbol.asyncDispose]();
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
}

describe("callbackUrl", () => {
  const EVIL = [
    ...["https://evil.com", "//evil.com", "/\\evil.com", "\\\\evil.com", "https:/evil.com", "https:evil.com", "", " "],
    ...["http://localhost:5174/", "https://localhost:5173/", "http://localhost:5173@evil.com", "javascript:alert(1)"],
    ...["http://localhost:5173.evil.com", "http://localhost:51730", "data:text/html,x", "%2F%2Fevil.com", "evil.com"],
    ...["/\tevil", "/\n/evil.com", "\t//evil.com", "http://localhost:5173%00.evil.com", "http://user@localhost:5173/"],
    ...[
      "http://localhost:5173\u3002evil.com",
      "/\u3002evil.com",
      "///evil.com",
      "/ü",
      "HTTP://LOCALHOST:5173/",
      "/a b",
    ],
  ];

  it.each(EVIL)("%j is refused", async (callbackUrl) => {
    const { kit } = await createSocialKit();
    const refused = await refusalOf(
      kit.client("browser").social.redirect.mutate({ provider: "local", process: "login", callbackUrl }),
    );
    expect(refused).toMatchObject({
      trpc: "BAD_REQUEST",
      codes: [expect.stringMatching(/^invalid_url\/callbackUrl$/)],
    });
  });

  it.each(["/", "/after?x=1#y", "http://localhost:5173", "http://localhost:5173/deep/path", "/a//b", "/%C3%BC"])(
    "%j is accepted",
    async (callbackUrl) => {
      const { kit } = await createSocialKit();
      const { redirectUrl } = await kit
        .client("browser")
        .social.redirect.mutate({ provider: "local", process: "login", callbackUrl });
      expect(new URL(redirectUrl).searchParams.get("redirect_uri")).toBe("http://localhost:5173/auth/callback/local");
    },
  );
});
