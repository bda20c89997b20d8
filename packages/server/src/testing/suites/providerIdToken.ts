import type { ProviderTokens } from "../../ports/provider.ts";
import type { TestApi } from "./api.ts";
import { type FixtureLogin, fixtureLogin, NOW, type ProviderFixture, REQUEST } from "./fixtureLogin.ts";
import { outcome } from "./outcome.ts";

const seconds = NOW.getTime() / 1000;

/** Claims with which an ID token must be refused (OpenID Connect Core §3.1.3.7, RFC 8725). */
const WRONG_CLAIMS: Record<string, Record<string, unknown>> = {
  "another app's audience": { aud: "another-app" },
  "no audience": { aud: undefined },
  "an empty list of audiences": { aud: [] },
  "another issuer": { iss: "https://other.example" },
  "no issuer": { iss: undefined },
  "an end in the past": { exp: seconds - 120 },
  "no end": { exp: undefined },
  "a beginning in the future": { iat: seconds + 600, exp: seconds + 900 },
  "no beginning": { iat: undefined },
  "a foreign nonce": { nonce: "a-foreign-nonce" },
  "no subject": { sub: undefined },
  "a number for a subject": { sub: 1 },
};

export function idTokenSuite({ it, expect }: TestApi, fixture: ProviderFixture): void {
  const tokensOf = (idToken: string): ProviderTokens => ({
    accessToken: null,
    refreshToken: null,
    idToken,
    expiresAt: null,
    scopes: [],
    extra: {},
  });

  it("refuses forged ID tokens, from its own exchange as from an app", async () => {
    const login = await fixtureLogin(fixture);
    for (const [what, idToken] of await login.issuer.forgeries(login.claims())) {
      expect(await outcome(login.profile(tokensOf(idToken))), what).toEqual(null);
      expect(await outcome(native(login, { idToken })), what).toEqual(null);
    }
    const asked = login.requests.map(({ url }) => url.hostname).filter((host) => host.endsWith("evil.example"));
    expect(asked).toEqual([]);
  });

  it("refuses ID tokens that are not for this app, this request and now", async () => {
    const login = await fixtureLogin(fixture);
    const { clientId } = login.provider;
    const { iss } = login.claims();
    const wrong = {
      ...WRONG_CLAIMS,
      "an issuer that only begins alike": { iss: `${String(iss)}.evil.example` },
      "many audiences and no party": { aud: [clientId, "another-app"], azp: undefined },
    };
    for (const [what, claims] of Object.entries(wrong)) {
      const idToken = await login.issuer.sign(login.claims(claims));
      expect(await outcome(login.profile(tokensOf(idToken))), what).toEqual(null);
      expect(await outcome(native(login, { idToken, nonce: REQUEST.nonce })), what).toEqual(null);
    }
    const party = await login.issuer.sign(login.claims({ azp: "another-app" }));
    expect(await outcome(login.profile(tokensOf(party))), "another party").toEqual(null);
    const hash = await login.issuer.sign(login.claims({ at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }));
    expect(await outcome(login.profile({ ...tokensOf(hash), accessToken: "x" })), "at_hash").toEqual(null);
  });

  it("logs in with an app's ID token, which names itself so that it works once", async () => {
    const login = await fixtureLogin(fixture);
    const idToken = await login.issuer.sign(login.claims({ jti: "token-1" }));
    const { profile, replayKey, expiresAt } = await native(login, { idToken, nonce: REQUEST.nonce });
    expect(profile.uid).toEqual(fixture.profile.uid);
    expect(expiresAt !== null && expiresAt.getTime() >= NOW.getTime() + 300_000).toEqual(true);
    const again = await native(login, {
      idToken: await login.issuer.sign(login.claims({ jti: "token-1", iat: seconds })),
    });
    const other = await native(login, { idToken: await login.issuer.sign(login.claims({ jti: "token-2" })) });
    expect([typeof replayKey, again.replayKey === replayKey, other.replayKey === replayKey]).toEqual([
      "string",
      true,
      false,
    ]);
    expect(await outcome(native(login, {}))).toEqual(null);
  });
}

async function native({ provider, http }: FixtureLogin, token: { idToken?: string; nonce?: string }) {
  if (provider.verifyToken === undefined) throw new Error("a provider with ID tokens takes them from apps");
  return provider.verifyToken(token, { now: NOW }, http);
}
