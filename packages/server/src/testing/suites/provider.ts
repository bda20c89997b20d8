import { createHash } from "node:crypto";
import { isStorable } from "../../lib/text.ts";
import { isRecord } from "../../oauth/http/cleanJson.ts";
import type { ProviderProfile } from "../../ports/provider.ts";
import type { StubRequest } from "../stubFetch.ts";
import type { TestApi } from "./api.ts";
import { CODE, fixtureLogin, NOW, type ProviderFixture, REQUEST } from "./fixtureLogin.ts";
import { failure, outcome } from "./outcome.ts";
import { idTokenSuite } from "./providerIdToken.ts";
import { rubbish } from "./rubbish.ts";

/**
 * The requirements for every social provider, tested with the responses of a fixture: where it sends users, how it
 * interprets responses, and that it refuses any other response with a ProviderError.
 */
export function providerSuite(api: TestApi, fixture: ProviderFixture): void {
  const { name } = fixture.provider();
  api.describe(`the provider ${name}`, () => {
    redirectSuite(api, fixture);
    exchangeSuite(api, fixture);
    profileSuite(api, fixture);
    if (fixture.claims !== undefined) idTokenSuite(api, fixture);
  });
}

function redirectSuite({ it, expect }: TestApi, fixture: ProviderFixture): void {
  it("sends the browser there with client, state, redirect URI, challenge and nonce", async () => {
    const { provider, http } = await fixtureLogin(fixture);
    const url = await provider.authorizationUrl(REQUEST, http);
    const { searchParams } = url;
    const { redirectUri, state, nonce, codeVerifier } = REQUEST;
    const challenges = { S256: createHash("sha256").update(codeVerifier).digest("base64url"), plain: codeVerifier };
    expect(url.protocol).toEqual("https:");
    expect(searchParams.get("client_id") ?? searchParams.get("client_key")).toEqual(provider.clientId);
    const sent = ["response_type", "redirect_uri", "state", "code_challenge_method", "code_challenge"];
    const challenge = fixture.pkce === null ? [null, null] : [fixture.pkce, challenges[fixture.pkce]];
    expect(sent.map((key) => searchParams.get(key))).toEqual(["code", redirectUri, state, ...challenge]);
    if (fixture.claims !== undefined) expect(searchParams.get("nonce")).toEqual(nonce);
    expect(searchParams.has("client_secret")).toEqual(false);
  });
}

function exchangeSuite({ it, expect }: TestApi, fixture: ProviderFixture): void {
  it("trades the code in the body of a request, with redirect URI and verifier", async () => {
    const login = await fixtureLogin(fixture);
    const tokens = await login.exchange();
    const sent = login.requests.find(({ name }) => name === `POST ${fixture.tokenEndpoint}`);
    const { codeVerifier, redirectUri } = REQUEST;
    const fields = ["grant_type", "code", "redirect_uri", "code_verifier"].map((key) => fieldOf(sent, key));
    expect(fields).toEqual(["authorization_code", CODE, redirectUri, fixture.pkce === null ? null : codeVerifier]);
    expect(sent?.url.search).toEqual("");
    expect(JSON.stringify(fixture.tokens).includes(JSON.stringify(tokens.accessToken))).toEqual(true);
    expect(tokens.expiresAt === null || tokens.expiresAt > NOW).toEqual(true);
  });

  it("tells a refused code from a provider that is down", async () => {
    const { tokenEndpoint } = fixture;
    const kindOf = async (status: number) => {
      const to = Response.json({ error: "invalid_grant" }, { status });
      const login = await fixtureLogin(fixture, { at: [`POST ${tokenEndpoint}`], to });
      return (await failure(login.exchange()))?.kind;
    };
    expect([await kindOf(400), await kindOf(401), await kindOf(503)]).toEqual(["refused", "refused", "unreachable"]);
  });
}

/** A field of a token request, which is a form, or JSON at providers that accept nothing else. */
function fieldOf(sent: StubRequest | undefined, key: string): unknown {
  const isJson = sent?.headers.get("content-type") === "application/json";
  if (!isJson) return sent?.form.get(key);
  const body: unknown = JSON.parse(sent.body);
  return (isRecord(body) ? body[key] : undefined) ?? null;
}

function profileSuite({ it, expect }: TestApi, fixture: ProviderFixture): void {
  it("tells who it is", async () => {
    const { raw, authenticatedAt, acr, amr, ...profile } = await (await fixtureLogin(fixture)).run();
    expect(profile).toEqual(fixture.profile);
    // Of the ID token alone, in the form that the standard gives them.
    const { auth_time, ...said } = fixture.claims ?? {};
    expect(acr).toEqual(typeof said.acr === "string" ? said.acr : undefined);
    expect(amr).toEqual(Array.isArray(said.amr) ? said.amr : undefined);
    if (typeof auth_time === "number") expect(authenticatedAt).toEqual(new Date(auth_time * 1000));
    expect(isStorable(raw)).toEqual(true);
    expect(JSON.stringify(raw).includes("the-access-token")).toEqual(false);
  });

  it("never calls an address verified that the provider does not", async () => {
    const { verifiedAt, meansVerified = [true, "true"] } = fixture;
    if (verifiedAt === undefined) return expect(verifiedIn(fixture.profile)).toEqual([]);
    for (const to of [undefined, null, false, true, "", "false", "true", "True", "yes", 0, 1, "1", [], {}]) {
      if (meansVerified.includes(to)) continue;
      const made = await outcome((await fixtureLogin(fixture, { at: verifiedAt, to })).run());
      expect(made === null ? [] : verifiedIn(made), JSON.stringify(to)).toEqual([]);
    }
  });

  it("does without a word on whether an address is verified", async () => {
    if (fixture.verifiedAt === undefined) return;
    const login = await fixtureLogin(fixture, { at: fixture.verifiedAt, to: undefined });
    expect((await login.run()).uid).toEqual(fixture.profile.uid);
  });

  it("refuses an identity without a usable id", async () => {
    const long = "x".repeat(1_000);
    for (const to of [undefined, null, "", " ", "a b", "a\0b", "a\ud800", long, true, 1.5, 2 ** 53, {}, [], ["1"]]) {
      const login = await fixtureLogin(fixture, { at: fixture.uidAt, to });
      expect(await outcome(login.run()), JSON.stringify(to)).toEqual(null);
    }
  });

  it("refuses rubbish from any endpoint", async () => {
    const usual = await fixtureLogin(fixture);
    await usual.run();
    for (const name of new Set(usual.requests.map((request) => request.name))) {
      for (const [what, answer] of rubbish()) {
        const made = await outcome((await fixtureLogin(fixture, { at: [name], to: answer })).run());
        // Only a list of addresses may be missing.
        const isHarmless = made === null || (made.uid === fixture.profile.uid && verifiedIn(made).length === 0);
        expect(isHarmless, `${what} from ${name}`).toEqual(true);
      }
    }
  });
}

function verifiedIn({ emails }: Pick<ProviderProfile, "emails">): string[] {
  return emails.filter(({ verified }) => verified).map(({ email }) => email);
}
