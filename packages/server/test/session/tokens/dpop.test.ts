import { createHmac, generateKeyPairSync } from "node:crypto";
import { decodeJwt, exportJWK } from "jose";
import * as oauth from "oauth4webapi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type JwtOptions, jwt } from "../../../src/index.ts";
import { usedTokens } from "../../../src/schema.ts";
import { createTestKit } from "../../../src/testing.ts";
import { adapterNames, serve } from "../../support/appServers.ts";
import { type Kit, tokenKit } from "../../support/appTokens.ts";
import { API, connect, createDevice, type Device, type ProofChanges } from "../../support/device.ts";
import { refusalOf } from "../../support/errors.ts";

const noProof = { trpc: "UNAUTHORIZED", codes: ["invalid_dpop_proof"] };
const gone = { trpc: "UNAUTHORIZED", codes: ["session_gone"] };
const refused = { trpc: "BAD_REQUEST", codes: ["invalid_token/refreshToken"] };

const kits: Kit[] = [];
afterEach(async () => {
  for (const kit of kits.splice(0)) await kit[Symbol.asyncDispose]();
});

async function bindingKit(dpop: JwtOptions["dpop"] = true): Promise<Kit> {
  const kit = await tokenKit({ issuer: API, dpop }, { rateLimits: false });
  kits.push(kit);
  return kit;
}

/** A kit that binds tokens, an app that listens, and a logged-in device. */
async function setUp(dpop: JwtOptions["dpop"] = true, adapter: (typeof adapterNames)[number] = "standalone") {
  const kit = await bindingKit(dpop);
  const { port } = await serve(kit, adapter);
  const ada = await kit.createUser();
  const device = await createDevice(kit);
  const app = connect({ port, device });
  await app.login(ada);
  return { kit, port, ada, device, app };
}

describe("an access token that is bound to a key", () => {
  it.each(adapterNames)("is valid for the holder of the key, on %s", async (adapter) => {
    const { ada, device, app } = await setUp(true, adapter);
    expect(app.tokens).toMatchObject({ tokenType: "DPoP", expiresIn: 300 });
    expect(decodeJwt(app.tokens.accessToken ?? "")).toMatchObject({ cnf: { jkt: device.thumbprint } });
    expect(await app.client.auth.session.get.query()).toMatchObject({ user: { id: ada.id } });
    expect(await app.client.app.write.mutate({ text: "x" })).toBe("write");
  });

  it("may be bound to an Ed25519 key as well", async () => {
    const { kit, port, ada } = await setUp();
    const app = connect({ port, device: await createDevice(kit, "Ed25519") });
    await app.login(ada);
    expect(await app.client.app.write.mutate({ text: "x" })).toBe("write");
  });

  it("accepts one proof for all calls of a batch, whose URL names them all", async () => {
    const { app } = await setUp();
    const answers = await Promise.all([
      app.batch.app.write.mutate({ text: "x" }),
      app.batch.app.writeParsed.mutate({ text: "x" }),
      app.batch.app.whoami.mutate({ text: "x" }),
    ]);
    expect(answers.slice(0, 2)).toEqual(["write", "writeParsed"]);
    expect(app.sent.at(-1)?.url).toContain("app.write,app.writeParsed,app.whoami?batch=1");
  });

  it("is useless to a thief: as Bearer, without a proof, or with a proof of another key", async () => {
    const { kit, port, app } = await setUp();
    const { accessToken = "" } = app.tokens;
    const own = await createDevice(kit);
    const thieves = [
      [connect({ port, device: null, tokens: { accessToken } }), noProof],
      [connect({ port, device: own, tokens: { accessToken } }), noProof],
      [connect({ port, device: null, tokens: app.tokens }), noProof],
      [connect({ port, device: own, tokens: app.tokens }), gone],
    ] as const;
    for (const [thief, told] of thieves) {
      expect(await refusalOf(thief.client.app.write.mutate({ text: "x" }))).toEqual(told);
      expect(await refusalOf(thief.client.auth.session.get.query())).toEqual(told);
      expect(await refusalOf(thief.client.auth.account.logout.mutate())).toEqual(told);
      expect(await refusalOf(thief.client.app.whoami.mutate({ text: "x" }))).toEqual(told === gone ? null : told);
    }
    expect(await app.client.app.write.mutate({ text: "x" })).toBe("write");
  });

  it("is refused with headers that state what is required", async () => {
    const { port, app } = await setUp();
    const thief = connect({ port, device: null, tokens: app.tokens });
    await refusalOf(thief.client.app.write.mutate({ text: "x" }));
    expect(thief.answered("www-authenticate")).toBe('DPoP error="invalid_dpop_proof", algs="ES256 EdDSA Ed25519"');
    expect(thief.answered("dpop-nonce")).toBe(null);
  });

  it("is refused where proofs are no longer checked, rather than accepted without one", async () => {
    const { kit, app } = await setUp();
    const { accessToken = "" } = app.tokens;
    await using off = await createTestKit({
      database: kit.database,
      clock: kit.clock.now,
      session: { tokens: jwt({ issuer: API }) },
    });
    expect(await off.auth.verifyAccessToken(accessToken)).toBe(null);
    const client = off.client("app");
    Object.assign(client.tokens, { accessToken });
    expect(await refusalOf(client.session.get.query())).toEqual(gone);
    const { refreshToken = "" } = app.tokens;
    expect(await refusalOf(client.session.refresh.mutate({ refreshToken }))).toEqual(noProof);
  });
});

describe("a proof", () => {
  it("works once: of two simultaneous calls, one succeeds, and none that comes later", async () => {
    const { port, app } = await setUp();
    const proofs = new Map<string, string>();
    const replaying = (name: string) =>
      connect({
        port,
        device: null,
        tokens: app.tokens,
        change: (headers) => ({ ...headers, dpop: proofs.get(name) ?? "" }),
      });
    await app.client.app.write.mutate({ text: "x" });
    proofs.set("used", app.sent.at(-1)?.headers["dpop"] ?? "");
    expect(await refusalOf(replaying("used").client.app.write.mutate({ text: "x" }))).toEqual(noProof);
    const thief = replaying("fresh");
    for (let round = 0; round < 5; round += 1) {
      proofs.set("fresh", await fresh(app, port));
      const outcomes = await Promise.all(
        [1, 2, 3, 4].map(() =>
          thief.client.app.write.mutate({ text: "x" }).then(
            () => "done",
            () => "refused",
          ),
        ),
      );
      expect(outcomes.sort()).toEqual(["done", "refused", "refused", "refused"]);
    }
  });

  it("is invalid when it is forged, or for something else", async () => {
    const { kit, port, device, app } = await setUp();
    const url = `${API}/app.write`;
    const { accessToken = "" } = app.tokens;
    const now = Math.floor(kit.clock.now().getTime() / 1000);
    const other = await createDevice(kit);
    const request = { method: "POST", url, accessToken };
    const proof = (changes: ProofChanges = {}, of: Partial<typeof request> = {}, by: Device = device) =>
      by.prove({ ...request, ...of }, changes);
    const good = await proof();
    const [head = "", body = "", signature = ""] = good.split(".");
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const hmac = (key: string, jwk: unknown) => {
      const input = `${encoded({ alg: "HS256", typ: "dpop+jwt", jwk })}.${body}`;
      return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
    };
    const secret = { kty: "oct", k: Buffer.from("secret").toString("base64url") };
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const forged: Record<string, string> = {
      "alg none": `${encoded({ alg: "none", typ: "dpop+jwt", jwk: device.jwk })}.${body}.`,
      "HS256 with a secret as jwk": hmac("secret", secret),
      "HS256 with the public key as secret": hmac(JSON.stringify(device.jwk), device.jwk),
      "an RSA key": await proof({
        header: { alg: "RS256", jwk: await exportJWK(rsa.publicKey) },
        key: rsa.privateKey,
      }),
      "a jwk with its private part": await proof({ header: { jwk: await exportJWK(device.privateKey) } }),
      "a jwk of another key": await proof({ header: { jwk: other.jwk } }),
      "a jwk that is no point of the curve": await proof({ header: { jwk: { ...device.jwk, y: device.jwk.x } } }),
      "a jwk with a short coordinate": await proof({ header: { jwk: { ...device.jwk, x: "AA" } } }),
      "no jwk": await proof({ header: { jwk: undefined } }),
      "a jwk that is text": await proof({ header: { jwk: JSON.stringify(device.jwk) } }),
      "a kid alone": await proof({ header: { jwk: undefined, kid: device.thumbprint } }),
      "another type": await proof({ header: { typ: "JWT" } }),
      "the type of access tokens": await proof({ header: { typ: "at+jwt" } }),
      "no type": await proof({ header: { typ: undefined } }),
      "another method": await proof({}, { method: "GET" }),
      "another URL": await proof({}, { url: `${API}/app.transfer` }),
      "another host": await proof({}, { url: "https://evil.example/app.write" }),
      "another scheme": await proof({}, { url: "http://api.acme.com/app.write" }),
      "a longer path": await proof({}, { url: `${url}/` }),
      "no URL": await proof({ claims: { htu: "app.write" } }),
      "the access token of nobody": await proof({}, { accessToken: "another" }),
      "no access token": await proof({ claims: { ath: undefined } }),
      "no jti": await proof({ claims: { jti: undefined } }),
      "an endless jti": await proof({ claims: { jti: "j".repeat(1_000) } }),
      "no time": await proof({ claims: { iat: undefined } }),
      "a time that is text": await proof({ claims: { iat: String(now) } }),
      expired: await proof({ claims: { exp: now - 1 } }),
      "a bit of the signature": `${head}.${body}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`,
      "no signature": `${head}.${body}.`,
      "two proofs": `${good}, ${await proof()}`,
      "an endless one": await proof({ claims: { more: "x".repeat(3_000) } }),
      rubbish: "a.b.c",
      empty: "",
    };
    const before = (await kit.database.select().from(usedTokens)).length;
    for (const [name, text] of Object.entries(forged)) {
      const thief = connect({
        port,
        device: null,
        tokens: app.tokens,
        change: (headers) => ({ ...headers, dpop: text }),
      });
      expect([name, await refusalOf(thief.client.app.write.mutate({ text: "x" }))]).toEqual([name, noProof]);
      expect([name, await kit.auth.verifyAccessToken(accessToken, { proof: text, method: "POST", url })]).toEqual([
        name,
        null,
      ]);
    }
    expect((await kit.database.select().from(usedTokens)).length).toBe(before);
    // The proof on which they are based is valid, also with a query and a fragment.
    const odd = await proof({ claims: { htu: "https://API.acme.com:443/x/../app.write?input=1#f" } });
    const owner = connect({ port, device: null, tokens: app.tokens, change: (all) => ({ ...all, dpop: odd }) });
    expect(await owner.client.app.write.mutate({ text: "x" })).toBe("write");
    expect(kit.errors).toEqual([]);
  });

  it("is recent by its time, or by a nonce that the server has just issued", async () => {
    const { kit, port, device, app } = await setUp();
    const now = () => Math.floor(kit.clock.now().getTime() / 1000);
    const told = { trpc: "UNAUTHORIZED", codes: ["use_dpop_nonce"] };
    const at = (claims: Record<string, unknown>) =>
      connect({
        port,
        device: null,
        tokens: app.tokens,
        change: async (headers, url) => ({
          ...headers,
          dpop: await device.prove({ method: "POST", url, accessToken: app.tokens.accessToken }, { claims }),
        }),
      });
    const write = (claims: Record<string, unknown>) => at(claims).client.app.write.mutate({ text: "x" });
    for (const off of [-60, 60]) expect(await write({ iat: now() + off })).toBe("write");
    for (const iat of [now() - 61, now() + 61, 0, 1e300]) expect(await refusalOf(write({ iat }))).toEqual(told);
    const late = at({ iat: now() - 3_600 });
    await refusalOf(late.client.app.write.mutate({ text: "x" }));
    const nonce = late.answered("dpop-nonce");
    expect(late.answered("www-authenticate")).toContain('error="use_dpop_nonce"');
    expect(await write({ iat: now() - 3_600, nonce })).toBe("write");
    for (const wrong of ["", "x", "A".repeat(22), "ä".repeat(22), `${nonce}A`])
      expect(await refusalOf(write({ iat: now() - 3_600, nonce: wrong }))).toEqual(told);
    kit.clock.advance(60);
    expect(await write({ iat: 0, nonce })).toBe("write");
    kit.clock.advance(60);
    expect(await refusalOf(write({ iat: 0, nonce }))).toEqual(told);
    // A proof with a correct time needs none.
    expect(await write({ iat: now(), nonce })).toBe("write");
  });

  it("does not work a second time when the clock is set back, nor when it was forgotten", async () => {
    const { kit, port, app } = await setUp();
    await app.client.app.write.mutate({ text: "x" });
    const dpop = app.sent.at(-1)?.headers["dpop"] ?? "";
    const thief = connect({ port, device: null, tokens: app.tokens, change: (headers) => ({ ...headers, dpop }) });
    kit.clock.advance(-30);
    expect(await refusalOf(thief.client.app.write.mutate({ text: "x" }))).toEqual(noProof);
    kit.clock.advance(30 + 179);
    await kit.auth.cleanUp();
    expect(await refusalOf(thief.client.app.write.mutate({ text: "x" }))).toMatchObject({ codes: ["use_dpop_nonce"] });
    kit.clock.advance(2);
    // A clean-up keeps it a day longer.
    await kit.database.delete(usedTokens);
    expect(await refusalOf(thief.client.app.write.mutate({ text: "x" }))).toMatchObject({ codes: ["use_dpop_nonce"] });
  });

  it("that is held back until it is forgotten is no longer valid", async () => {
    const { kit, device, app } = await setUp();
    const { accessToken } = app.tokens;
    const url = `${API}/app.whoami`;
    const dpop = await device.prove({ method: "POST", url, accessToken });
    const headers = { "x-latchkey-client": "app", authorization: `DPoP ${accessToken}`, dpop };
    const req = new Request(url, { method: "POST", headers });
    const [used, held] = [
      await kit.auth.createContext({ req, resHeaders: new Headers() }),
      await kit.auth.createContext({ req, resHeaders: new Headers() }),
    ];
    expect(await used.auth.current()).not.toBe(null);
    kit.clock.advance(180);
    // A clean-up keeps it a day longer.
    await kit.database.delete(usedTokens);
    await expect(held.auth.current()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    // A context that used it in time continues.
    expect(await used.auth.current()).not.toBe(null);
  });

  it("is for the URL that the app configures, where a proxy changes the path; never for the Host header", async () => {
    const kit = await bindingKit({ url: (req) => `${API}/v1${req.url}` });
    const { port } = await serve(kit);
    const [ada, device] = [await kit.createUser(), await createDevice(kit)];
    const moved = connect({
      port,
      device: null,
      change: async (headers, url) => ({
        ...headers,
        host: "evil.example",
        "x-forwarded-host": "evil.example",
        dpop: await device.prove({ method: "POST", url: url.replace(API, `${API}/v1`) }),
      }),
    });
    expect(await moved.login(ada)).toMatchObject({ tokenType: "DPoP" });
    for (const origin of [API, "https://evil.example", `http://127.0.0.1:${port}`]) {
      const elsewhere = connect({
        port,
        device: null,
        change: async (headers, url) => ({
          ...headers,
          host: new URL(origin).host,
          dpop: await device.prove({ method: "POST", url: url.replace(API, origin) }),
        }),
      });
      expect(await refusalOf(elsewhere.login(ada))).toEqual(noProof);
    }
  });

  it("for another URL is named in the server's log, without the input of the call", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    try {
      let moved = "";
      const { app } = await setUp({ url: (req) => `${API}${moved}${req.url}` });
      moved = "/moved";
      expect(await refusalOf(app.batch.auth.session.get.query())).toEqual(noProof);
      const said = warn.mock.calls.flat().join("\n");
      expect(said).toContain("A DPoP proof was refused");
      expect(app.sent.map(({ url }) => url).join()).toContain("?");
      expect(said).not.toMatch(/\?|input|batch/);
    } finally {
      warn.mockRestore();
    }
  });
});

/** An unused proof for `app.write`. */
async function fresh(app: ReturnType<typeof connect>, port: number): Promise<string> {
  const headers: Record<string, string>[] = [];
  const held = connect({
    port,
    device: app.device,
    tokens: app.tokens,
    change: (given) => {
      headers.push(given);
      throw new Error("held back");
    },
  });
  await held.client.app.write.mutate({ text: "x" }).catch(() => {});
  return headers[0]?.["dpop"] ?? "";
}

describe("a refresh token that is bound to a key", () => {
  it("is exchanged by the holder of the key, for tokens of the same key", async () => {
    const { kit, device, app } = await setUp();
    kit.clock.advance(300);
    expect(await app.refresh()).toMatchObject({ tokenType: "DPoP" });
    expect(decodeJwt(app.tokens.accessToken ?? "")).toMatchObject({ cnf: { jkt: device.thumbprint } });
    expect(await app.client.app.write.mutate({ text: "x" })).toBe("write");
  });

  it("is useless to a thief, who cannot end the session with it either", async () => {
    const { kit, port, ada, app } = await setUp();
    const stolen = { ...app.tokens };
    const own = await createDevice(kit);
    expect(await refusalOf(connect({ port, device: null, tokens: { ...stolen } }).refresh())).toEqual(noProof);
    expect(await refusalOf(connect({ port, device: own, tokens: { ...stolen } }).refresh())).toEqual(refused);
    await app.refresh();
    kit.clock.advance(60);
    await app.refresh();
    expect(await refusalOf(connect({ port, device: null, tokens: { ...stolen } }).refresh())).toEqual(noProof);
    expect(await refusalOf(connect({ port, device: own, tokens: { ...stolen } }).refresh())).toEqual(refused);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    expect(await app.client.app.write.mutate({ text: "x" })).toBe("write");
  });

  it("ends the session when the holder of the key itself presents it again after the grace", async () => {
    const { kit, port, ada, device, app } = await setUp();
    const old = { ...app.tokens };
    await app.refresh();
    kit.clock.advance(10);
    expect(await refusalOf(connect({ port, device, tokens: old }).refresh())).toEqual(refused);
    expect(await kit.sessionsOf(ada)).toEqual([]);
  });

  it("makes one chain of twenty simultaneous refreshes with the same key, each with its own proof", async () => {
    const { kit, port, ada, device, app } = await setUp();
    const before = { ...app.tokens };
    const tabs = Array.from({ length: 20 }, () => connect({ port, device, tokens: { ...before } }));
    const answers = await Promise.all(tabs.map((tab) => tab.refresh()));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    Object.assign(app.tokens, answers[0]);
    await app.refresh();
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
  });

  it("accepts a proof once, also within the grace in which the token is answered again", async () => {
    const { port, device, app } = await setUp();
    const before = { ...app.tokens };
    const dpop = await device.prove({ method: "POST", url: `${API}/auth.session.refresh` });
    const change = ({ authorization: _, ...headers }: Record<string, string>) => ({ ...headers, dpop });
    const replay = () => connect({ port, device: null, tokens: { ...before }, change }).refresh();
    const outcomes = await Promise.allSettled([replay(), replay()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await refusalOf(replay())).toEqual(noProof);
  });

  it("stays with its key when the user reauthenticates", async () => {
    const { kit, port, ada, device, app } = await setUp();
    const state = await app.client.auth.account.reauthenticate.mutate({ password: ada.password });
    Object.assign(app.tokens, "tokens" in state ? state.tokens : {});
    expect(decodeJwt(app.tokens.accessToken ?? "")).toMatchObject({ cnf: { jkt: device.thumbprint } });
    const own = await createDevice(kit);
    expect(await refusalOf(connect({ port, device: own, tokens: { ...app.tokens } }).refresh())).toEqual(refused);
    await app.refresh();
  });
});

describe("an app without a key", () => {
  it("gets unbound tokens, which are bound to the first key that is proved with them", async () => {
    const { kit, port, ada, device } = await setUp();
    const app = connect({ port, device: null });
    await app.login(ada);
    expect(app.tokens).not.toHaveProperty("tokenType");
    expect(await app.client.app.write.mutate({ text: "x" })).toBe("write");
    const [one, other] = [device, await createDevice(kit)];
    const swapped = await Promise.allSettled(
      [one, other].map((by) => connect({ port, device: by, tokens: { ...app.tokens } }).refresh()),
    );
    expect(swapped.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await refusalOf(app.refresh())).toEqual(noProof);
  });

  it("loses its session when its token was stolen and bound by the thief, whoever presents it then", async () => {
    for (const owner of ["without a key", "with a key of its own"]) {
      const { kit, port, device } = await setUp();
      const bob = await kit.createUser();
      const app = connect({ port, device: null });
      await app.login(bob);
      const thief = connect({ port, device: await createDevice(kit), tokens: { ...app.tokens } });
      await thief.refresh();
      kit.clock.advance(60);
      const shown = connect({ port, device: owner === "without a key" ? null : device, tokens: { ...app.tokens } });
      expect(await refusalOf(shown.refresh()), owner).toEqual(refused);
      expect(await kit.sessionsOf(bob), owner).toEqual([]);
      expect(kit.events.map(({ type }) => type)).toContain("refresh_token_reused");
    }
  });

  it("is refused where a key is required, before anything is done", async () => {
    const { kit, port, ada, app } = await setUp({ required: true });
    const without = connect({ port, device: null });
    const before = kit.events.length;
    expect(await refusalOf(without.login(ada))).toEqual(noProof);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    expect(kit.events.slice(before)).toMatchObject([{ type: "access_refused", code: "invalid_dpop_proof" }]);
    expect(await app.client.app.write.mutate({ text: "x" })).toBe("write");
  });

  it("that logged in before a key was required is bound at its next refresh", async () => {
    const { kit, ada, device } = await setUp();
    const { port } = await serve(kit);
    const app = connect({ port, device: null });
    await app.login(ada);
    await using strict = await createTestKit({
      database: kit.database,
      clock: kit.clock.now,
      rateLimits: false,
      session: { tokens: jwt({ issuer: API, dpop: { required: true } }) },
    });
    const served = await serve(strict);
    const old = connect({ port: served.port, device: null, tokens: app.tokens });
    expect(await refusalOf(old.client.app.write.mutate({ text: "x" }))).toEqual(gone);
    expect(await refusalOf(old.refresh())).toEqual(noProof);
    const updated = connect({ port: served.port, device, tokens: app.tokens });
    expect(await updated.refresh()).toMatchObject({ tokenType: "DPoP" });
    expect(await updated.client.app.write.mutate({ text: "x" })).toBe("write");
  });
});

describe("another service", () => {
  it("checks a bound token and its proof with a library", async () => {
    // That library uses the machine's time.
    const kit = await tokenKit({ issuer: API, dpop: true }, { clock: () => new Date() });
    kits.push(kit);
    const { port } = await serve(kit);
    const device = await createDevice({ clock: { ...kit.clock, now: () => new Date() } });
    const ada = await kit.createUser();
    const { accessToken = "" } = await connect({ port, device }).login(ada);
    const answer = async (url: string) => (await kit.auth.handler(new Request(url))) ?? Response.error();
    const found = await oauth.processDiscoveryResponse(
      new URL(API),
      await answer(`${API}/.well-known/oauth-authorization-server`),
    );
    const claimsFor = async (by: Device) => {
      const url = "https://billing.acme.com/bills";
      const headers = {
        authorization: `DPoP ${accessToken}`,
        dpop: await by.prove({ method: "GET", url, accessToken }),
      };
      return oauth.validateJwtAccessToken(found, new Request(url, { headers }), API, { [oauth.customFetch]: answer });
    };
    expect((await claimsFor(device)).sub).toBe(ada.id);
    const other = await createDevice({ clock: { ...kit.clock, now: () => new Date() } });
    await expect(claimsFor(other)).rejects.toThrow();
  });
});

describe("auth.verifyAccessToken and auth.validateSessionToken", () => {
  it("accept the proof of a bound token, once, and return nothing without it", async () => {
    const { kit, ada, device, app } = await setUp();
    const { accessToken = "" } = app.tokens;
    const request = { method: "GET", url: "https://files.acme.com/a?b" };
    const proof = () => device.prove({ ...request, accessToken });
    const shown = { ...request, proof: await proof() };
    expect(await kit.auth.verifyAccessToken(accessToken)).toBe(null);
    expect(await kit.auth.validateSessionToken(accessToken)).toBe(null);
    expect(await kit.auth.verifyAccessToken(accessToken, shown)).toMatchObject({ sub: ada.id });
    expect(await kit.auth.verifyAccessToken(accessToken, shown)).toBe(null);
    expect(await kit.auth.validateSessionToken(accessToken, { ...request, proof: await proof() })).toMatchObject({
      user: { id: ada.id },
    });
    const other = await createDevice(kit);
    const theirs = await other.prove({ ...request, accessToken });
    expect(await kit.auth.verifyAccessToken(accessToken, { ...request, proof: theirs })).toBe(null);
    const found = await kit.auth.handler(new Request(`${API}/.well-known/oauth-authorization-server`));
    expect(await found?.json()).toMatchObject({ dpop_signing_alg_values_supported: ["ES256", "EdDSA", "Ed25519"] });
  });
});
