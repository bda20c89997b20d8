import {
  type AuthorizationRequest,
  type NativeToken,
  type ProfileContext,
  type Provider,
  ProviderError,
  type ProviderHttp,
  type ProviderProfile,
  type ProviderTokens,
  type VerifiedToken,
} from "../ports/provider.ts";
import { configurationUrl } from "./discovery.ts";
import { noncesOf, ofIdToken, requireIdToken } from "./nativeToken.ts";
import { addChallenge } from "./pkce.ts";
import { claimsOfPerson, standardProfile, withUserInfo } from "./profiles/oidcProfile.ts";
import {
  askForTokens,
  checkIssuer,
  createRelyingParty,
  type OidcOptions,
  type OidcQuirks,
  type RelyingParty,
} from "./relyingParty.ts";

/** Any OpenID Connect provider that can be discovered: PKCE, nonce, `iss`, and an ID token that is verified. */
export function oidc(options: OidcOptions): Provider {
  return oidcWith(options, {});
}

/** The same for a provider with ways of its own. */
export function oidcWith(options: OidcOptions, quirks: OidcQuirks): Provider {
  const party = createRelyingParty(options, quirks);
  const { id, name, clientId, issuer, responseMode = "query", requiresIss = false } = options;
  return {
    ...{ id, name, clientId, responseMode, requiresIss },
    ...(options.clientIds === undefined ? {} : { clientIds: options.clientIds }),
    issuer: quirks.matchesIssuer === undefined ? issuer : null,
    openidConfigurationUrl: configurationUrl(issuer),
    authorizationUrl: (request, http) => authorizationUrl(party, request, http),
    async exchange({ code, codeVerifier, redirectUri, iss }, http) {
      if (iss !== undefined) await checkIssuer(party, iss, http);
      const verifier = quirks.pkce === false ? {} : { code_verifier: codeVerifier };
      const parameters = { grant_type: "authorization_code", code, redirect_uri: redirectUri, ...verifier };
      return askForTokens(party, parameters, http);
    },
    profile: (tokens, context, http) => profile(party, { tokens, context }, http),
    async refresh(refreshToken, http) {
      const parameters = { grant_type: "refresh_token", refresh_token: refreshToken };
      const tokens = await askForTokens(party, parameters, http);
      return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
    },
    verifyToken: (token, { now }, http) => verifyToken(party, { ...token, now }, http),
  };
}

async function authorizationUrl(
  { options, quirks, scopes, metadata }: RelyingParty,
  { state, nonce, codeVerifier, redirectUri }: AuthorizationRequest,
  http: ProviderHttp,
): Promise<URL> {
  const url = new URL((await metadata(http)).authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: options.clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(" "),
    ...{ state, nonce },
    ...(options.responseMode === "form_post" ? { response_mode: "form_post" } : {}),
    ...options.authorizationParameters,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (quirks.pkce !== false) addChallenge(url, codeVerifier);
  return url;
}

async function profile(
  party: RelyingParty,
  { tokens, context }: { tokens: ProviderTokens; context: ProfileContext },
  http: ProviderHttp,
): Promise<ProviderProfile> {
  const { options, quirks } = party;
  const { idToken, accessToken } = tokens;
  if (idToken === null) throw new ProviderError("invalid", `${options.id}: no ID token`);
  const nonces = context.nonce === null ? null : [context.nonce];
  const allowsNoNonce = quirks.nonce === "optional";
  const rules = { audiences: [options.clientId], nonces, allowsNoNonce, accessToken, now: context.now };
  const claims = await party.verify(idToken, rules, http);
  return profileOfClaims(party, await withUserInfo(claims, { party, accessToken, http }), context.extra);
}

function profileOfClaims(
  { options, quirks }: RelyingParty,
  claims: Record<string, unknown>,
  extra: Record<string, string>,
): ProviderProfile {
  const made = quirks.profile?.(claims, extra) ?? standardProfile(claims, options.id);
  return { ...made, raw: claimsOfPerson(made.raw) };
}

/** Login with an ID token that an app got by itself: signed by the issuer, for one of our apps. */
async function verifyToken(
  party: RelyingParty,
  token: NativeToken & { now: Date },
  http: ProviderHttp,
): Promise<VerifiedToken> {
  const { options, quirks } = party;
  const { accessToken = null, now } = token;
  const idToken = requireIdToken(token, options.id);
  const audiences = [options.clientId, ...(options.clientIds ?? [])];
  const allowsOtherParties = quirks.allowsOtherParties === true;
  const rules = { audiences, allowsOtherParties, nonces: noncesOf(token), accessToken, now };
  const claims = await party.verify(idToken, rules, http);
  const profile = profileOfClaims(party, await withUserInfo(claims, { party, accessToken, http }), {});
  return ofIdToken(idToken, claims, { profile, accessToken });
}
