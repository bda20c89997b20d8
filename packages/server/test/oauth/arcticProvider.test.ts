import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type OpenIdProvider,
  type OpenIdProviderOptions,
  startOpenIdProvider,
} from "@latchkey/tooling/open-id-provider";
import type * as arctic from "arctic";
import { Gitea, GitHub, GitLab, Google, KeyCloak } from "arctic";
import { afterEach, describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import {
  type ArcticClient,
  type ArcticOpenIdOptions,
  arcticProvider,
  createProviderHttp,
  type Provider,
  type ProviderHttp,
  type ProviderProfile,
} from "../../src/providers.ts";

const REDIRECT = "https://app.example/auth/callback/acme";
const REQUEST = {
  state: "the-state",
  nonce: "the-nonce",
  codeVerifier: "the-code-verifier-of-at-least-forty-three-characters",
  redirectUri: REDIRECT,
};
const SCOPES = ["openid", "profile", "email"];
const ada = { email: "ada@example.com", email_verified: true, name: "Ada", preferred_username: "ada" };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A real provider at the paths that one of arctic's clients uses, with one account. */
async function startProvider(options: OpenIdProviderOptions): Promise<OpenIdProvider> {
  const op = await startOpenIdProvider([REDIRECT], options);
  closing.push(() => op.close());
  op.people.set("ada-1", ada);
  return op;
}

/** A token endpoint of our own. @returns its origin */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const KEYCLOAK = { authorization: "/protocol/openid-connect/auth", token: "/protocol/openid-connect/token" };
const GITEA = { authorization: "/login/oauth/authorize", token: "/login/oauth/access_token" };
const GITLAB = { authorization: "/oauth/authorize", token: "/oauth/token" };

const person = z.object({ sub: z.string(), email: z.string(), email_verified: z.boolean() });

/** The profile from the provider's own endpoint, fetched like in an app. */
async function askWho(issuer: string, accessToken: string | null, http: ProviderHttp): Promise<ProviderProfile> {
  const raw = await http.json(`${issuer}/me`, { bearer: accessToken });
  const { sub, email, email_verified: verified } = person.parse(raw);
  return { uid: sub, emails: [{ email, verified, primary: true }], raw: { sub } };
}

/** Sends the user to the provider and exchanges the returned code. */
async function arrive(op: OpenIdProvider, provider: Provider, http: ProviderHttp, request = REQUEST) {
  const url = await provider.authorizationUrl(request, http);
  const { code = "", state, iss } = await op.visit(url.href, "ada-1");
  expect(state).toBe(request.state);
  const { codeVerifier, redirectUri } = request;
  const tokens = await provider.exchange({ code, codeVerifier, redirectUri, iss }, http);
  const context = { nonce: REQUEST.nonce, now: new Date(), extra: {} };
  return { url, tokens, profile: () => provider.profile(tokens, context, http) };
}

describe("a client of arctic's for OAuth 2.0", () => {
  it.each([
    ["with PKCE", GITEA, true, (base: string) => new Gitea(base, CLIENT_ID, CLIENT_SECRET, REDIRECT)],
    ["without PKCE", GITLAB, false, (base: string) => new GitLab(base, CLIENT_ID, CLIENT_SECRET, REDIRECT)],
  ] as const)("%s logs in at a real provider, and renews its tokens", async (_what, routes, requiresPkce, make) => {
    const op = await startProvider({ routes, requiresPkce });
    const given: unknown[] = [];
    const provider = arcticProvider({
      id: "acme",
      name: "Acme",
      client: make(op.issuer),
      scopes: SCOPES,
      profile(tokens, http) {
        given.push(tokens.idToken);
        return askWho(op.issuer, tokens.accessToken, http);
      },
    });
    expect(provider).toMatchObject({ id: "acme", clientId: CLIENT_ID, responseMode: "query", issuer: null });
    const http = createProviderHttp();
    const { url, tokens, profile } = await arrive(op, provider, http);
    expect([url.searchParams.has("code_challenge"), url.searchParams.has("nonce")]).toEqual([requiresPkce, false]);
    expect(await profile()).toEqual({
      uid: "ada-1",
      emails: [{ email: ada.email, verified: true, primary: true }],
      raw: { sub: "ada-1" },
    });
    // There is one, but it was not verified.
    expect([typeof tokens.idToken, given]).toEqual(["string", [null]]);
    const renewed = await provider.refresh?.(tokens.refreshToken ?? "", http);
    expect(renewed?.accessToken).toMatch(/^[\w-]{20,}$/);
    expect(renewed?.accessToken).not.toBe(tokens.accessToken);
  });

  it("cannot exchange a code with another verifier", async () => {
    const op = await startProvider({ routes: GITEA });
    const client = new Gitea(op.issuer, CLIENT_ID, CLIENT_SECRET, REDIRECT);
    const provider = arcticProvider({ id: "acme", name: "Acme", client, scopes: SCOPES, profile: nobody });
    const http = createProviderHttp();
    const url = await provider.authorizationUrl(REQUEST, http);
    const { code = "" } = await op.visit(url.href, "ada-1");
    const answer = { code, redirectUri: REDIRECT, codeVerifier: "another-verifier-of-at-least-forty-three-characters" };
    await expect(provider.exchange(answer, http)).rejects.toMatchObject({
      name: "ProviderError",
      kind: "refused",
      code: "invalid_grant",
    });
  });
});

describe("a client of arctic's for OpenID", () => {
  async function keycloak(profile?: NonNullable<ArcticOpenIdOptions["profile"]>) {
    const op = await startProvider({ routes: KEYCLOAK });
    const provider = arcticProvider({
      id: "acme",
      name: "Acme",
      client: new KeyCloak(op.issuer, CLIENT_ID, CLIENT_SECRET, REDIRECT),
      scopes: SCOPES,
      issuer: op.issuer,
      ...(profile === undefined ? {} : { profile }),
    });
    return { op, provider, http: createProviderHttp() };
  }

  it("logs in with a verified ID token, by the standard claims or the app's mapping", async () => {
    const plain = await keycloak();
    const { profile } = await arrive(plain.op, plain.provider, plain.http);
    expect(await profile()).toEqual({
      uid: "ada-1",
      emails: [{ email: ada.email, verified: true, primary: true }],
      username: "ada",
      name: "Ada",
      raw: { sub: "ada-1", ...ada },
    });
    const mapped = await keycloak(async (_tokens, _http, { sub }) => ({
      uid: `acme-${String(sub)}`,
      emails: [],
      raw: {},
    }));
    expect(await (await arrive(mapped.op, mapped.provider, mapped.http)).profile()).toMatchObject({
      uid: "acme-ada-1",
    });
  });

  it("is refused with an ID token of another request, of another app, or that was changed", async () => {
    const { op, provider, http } = await keycloak();
    const foreign = await arrive(op, provider, http, { ...REQUEST, nonce: "another-nonce" });
    await expect(foreign.profile()).rejects.toMatchObject({ name: "ProviderError", kind: "invalid" });
    const { tokens } = await arrive(op, provider, http);
    const context = { nonce: REQUEST.nonce, now: new Date(), extra: {} };
    const [head, body, signature = ""] = (tokens.idToken ?? "").split(".");
    const forged = [head, body, signature.split("").reverse().join("")].join(".");
    for (const idToken of [forged, null])
      await expect(provider.profile({ ...tokens, idToken }, context, http)).rejects.toMatchObject({ kind: "invalid" });
    const later = { ...context, now: new Date(Date.now() + 86_400_000) };
    await expect(provider.profile(tokens, later, http)).rejects.toMatchObject({ kind: "invalid" });
    const other = arcticProvider({
      id: "acme",
      name: "Acme",
      client: new KeyCloak(op.issuer, "another-app", CLIENT_SECRET, REDIRECT),
      issuer: op.issuer,
    });
    await expect(other.profile(tokens, context, http)).rejects.toMatchObject({ kind: "invalid" });
  });

  it("is refused when the response is another issuer's (RFC 9207)", async () => {
    const { provider, http } = await keycloak();
    const answer = { code: "code", codeVerifier: REQUEST.codeVerifier, redirectUri: REDIRECT };
    const exchange = provider.exchange({ ...answer, iss: "https://evil.example" }, http);
    await expect(exchange).rejects.toMatchObject({ name: "ProviderError", kind: "invalid" });
  });
});

/** A list in a list in a list. */
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const nobody = () => Promise.reject(new Error("never asked"));
const ANSWER = { code: "the-code", codeVerifier: REQUEST.codeVerifier, redirectUri: REDIRECT };

describe("what arctic fetches by itself", () => {
  const gitea = async (answer: RequestListener, timeout = 10_000) => {
    const client = new Gitea(await serving(answer), CLIENT_ID, CLIENT_SECRET, REDIRECT);
    return arcticProvider({ id: "acme", name: "Acme", client, timeout, profile: nobody });
  };
  const json = (status: number, body: unknown): RequestListener => {
    return (_request, response) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };

  it("is waited for no longer than its time, whether no response comes or an endless one", async () => {
    const silent = await gitea(() => undefined, 50);
    await expect(silent.exchange(ANSWER, createProviderHttp())).rejects.toMatchObject({ kind: "unreachable" });
    const endless = await gitea((_request, response) => response.writeHead(200).write("{"), 50);
    await expect(endless.exchange(ANSWER, createProviderHttp())).rejects.toMatchObject({ kind: "unreachable" });
  });

  it.each<[string, RequestListener, object]>([
    ["a refusal", json(400, { error: "invalid_grant" }), { kind: "refused", code: "invalid_grant" }],
    ["a refusal with status 200", json(200, { error: "bad_code" }), { kind: "refused", code: "bad_code" }],
    ["a refusal that says nothing", json(403, {}), { kind: "refused" }],
    ["a failure", json(503, {}), { kind: "unreachable" }],
    ["too many requests", json(429, {}), { kind: "unreachable" }],
    ["no JSON", (_request, response) => response.end("<html>"), { kind: "invalid" }],
    ["no token", json(200, { token_type: "bearer" }), { kind: "invalid" }],
    ["a token without end", json(200, { access_token: "x".repeat(100_000) }), { kind: "invalid" }],
    ["an answer nested without end", json(200, { access_token: "token", more: nested(100) }), { kind: "invalid" }],
    ["a hung-up line", (request) => request.socket.destroy(), { kind: "unreachable" }],
  ])("is refused as it is from any provider: %s", async (_what, answer, refusal) => {
    const provider = await gitea(answer);
    const error = await provider.exchange(ANSWER, createProviderHttp()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ProviderError", ...refusal });
    expect(String(error)).not.toContain(ANSWER.code);
  });
});

type Made<Name extends keyof typeof arctic> = (typeof arctic)[Name] extends new (
  ...given: never[]
) => infer Instance
  ? Instance
  : never;
/** The names of arctic's clients that are not accepted. */
type NotTaken = {
  [Name in keyof typeof arctic]: Made<Name> extends ArcticClient
    ? never
    : Made<Name> extends { validateAuthorizationCode: unknown }
      ? Name
      : never;
}[keyof typeof arctic];

describe("options of a client of arctic's", () => {
  it("accept all of them except those with deviations, which are ready-made here", () => {
    expectTypeOf<NotTaken>().toEqualTypeOf<"OAuth2Client" | "DonationAlerts" | "StartGG">();
  });

  const of = (client: ArcticClient, id = "acme") => arcticProvider({ id, name: "Acme", client, profile: nobody });
  const asked = (client: ArcticClient) => of(client).authorizationUrl(REQUEST, createProviderHttp());

  it("are refused at start where nobody could ever log in", () => {
    expect(() => of(new Gitea("http://gitea.example", "app", null, REDIRECT))).toThrow("expected an https URL");
    expect(() => of(new GitHub("", "secret", REDIRECT))).toThrow("clientId");
    expect(() => of(new GitHub("app", "secret", REDIRECT), "a b")).toThrow("not a valid id");
  });

  it("must name the address to which users are sent back, or none", async () => {
    const url = await asked(new GitHub("app", "secret", null));
    expect(url.searchParams.has("redirect_uri")).toBe(false);
    await expect(asked(new GitHub("app", "secret", "https://app.example/elsewhere"))).rejects.toThrow(
      `expected a client made with "${REDIRECT}"`,
    );
  });

  it("state how the response comes back, and carry our state, challenge and scopes", async () => {
    const forgetful = {
      createAuthorizationURL: () => new URL("https://id.example/authorize?client_id=app&response_mode=form_post"),
      validateAuthorizationCode: (code: string) => new GitHub("app", "secret", null).validateAuthorizationCode(code),
    };
    expect(of(forgetful).responseMode).toBe("form_post");
    expect((await asked(forgetful)).searchParams.get("state")).toBe(REQUEST.state);
    const google = arcticProvider({
      id: "acme",
      name: "Acme",
      client: new Google("app", "secret", REDIRECT),
      scopes: ["openid", "email"],
      issuer: "https://accounts.google.com",
    });
    const url = await google.authorizationUrl(REQUEST, createProviderHttp());
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      state: REQUEST.state,
      nonce: REQUEST.nonce,
      scope: "openid email",
      code_challenge_method: "S256",
    });
  });
});
