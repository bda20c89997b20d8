import type {
  AuthorizationRequest,
  NativeToken,
  Provider,
  ProviderHttp,
  ProviderProfile,
  VerifiedToken,
} from "../ports/provider.ts";
import { policyOf } from "./clientOptions.ts";
import { configurationUrl } from "./discovery.ts";
import type { AtLeastOne } from "./idToken.ts";
import { noncesOf, ofIdToken, requireIdToken } from "./nativeToken.ts";
import {
  askForTokens,
  asksAgain,
  checkIssuer,
  createOidcClient,
  type OidcClient,
  type OidcOptions,
  type OidcQuirks,
} from "./oidcClient.ts";
import { addChallenge } from "./pkce.ts";
import {
  authenticationOf,
  claimsOfLogin,
  claimsOfPerson,
  standardProfile,
  withUserInfo,
} from "./profiles/oidcProfile.ts";

/** Any OpenID Connect provider with discovery: PKCE, nonce, `iss`, and a verified ID token. */
export function oidc(options: OidcOptions): Provider {
  return oidcWith(options, {});
}

/** The same for a provider with deviations. */
export function oidcWith(options: OidcOptions, quirks: OidcQuirks): Provider {
  const client = createOidcClient(options, quirks);
  const { id, name, clientId, issuer, responseMode = "query", requiresIss = false } = options;
  return {
    id,
    name,
    clientId,
    responseMode,
    requiresIss,
    authority: issuer,
    ...policyOf(options),
    ...(options.clientIds === undefined ? {} : { clientIds: options.clientIds }),
    issuer: quirks.matchesIssuer === undefined ? issuer : null,
    openidConfigurationUrl: configurationUrl(issuer),
    authorizationUrl: (request, http) => authorizationUrl(client, request, http),
    async exchange({ code, codeVerifier, redirectUri, iss }, http) {
      if (iss !== undefined) await checkIssuer(client, iss, http);
      const verifier = quirks.pkce === false ? {} : { code_verifier: codeVerifier };
      const parameters = { code, redirect_uri: redirectUri, ...verifier };
      return askForTokens(client, { grantType: "authorization_code", parameters }, http);
    },
    profile: async (tokens, context, http) =>
      profileOfClaims(client, await claimsOfLogin(client, { tokens, context }, http), context.extra),
    async refresh(refreshToken, http) {
      const parameters = { refresh_token: refreshToken };
      const tokens = await askForTokens(client, { grantType: "refresh_token", parameters }, http);
      return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
    },
    verifyToken: (token, { now }, http) => verifyToken(client, { ...token, now }, http),
  };
}

async function authorizationUrl(
  { options, quirks, scopes, metadata }: OidcClient,
  { state, nonce, codeVerifier, redirectUri, reauthenticates }: AuthorizationRequest,
  http: ProviderHttp,
): Promise<URL> {
  const url = new URL((await metadata(http)).authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: options.clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(" "),
    state,
    nonce,
    ...(options.responseMode === "form_post" ? { response_mode: "form_post" } : {}),
    ...options.authorizationParameters,
    ...(reauthenticates ? asksAgain(options) : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (quirks.pkce !== false) await addChallenge(url, codeVerifier);
  return url;
}

function profileOfClaims(
  { options, quirks }: OidcClient,
  claims: Record<string, unknown>,
  extra: Record<string, string>,
): ProviderProfile {
  const made = quirks.profile?.(claims, extra) ?? standardProfile(claims, options.id);
  return { ...made, ...authenticationOf(claims), raw: claimsOfPerson(made.raw) };
}

/** Login with an ID token that an app obtained itself: signed by the issuer, for one of our apps. */
async function verifyToken(
  client: OidcClient,
  token: NativeToken & { now: Date },
  http: ProviderHttp,
): Promise<VerifiedToken> {
  const { options, quirks } = client;
  const { accessToken = null, now } = token;
  const idToken = requireIdToken(token, options.id);
  const audiences: AtLeastOne = [options.clientId, ...(options.clientIds ?? [])];
  const allowsOtherParties = quirks.allowsOtherParties === true;
  const rules = { audiences, allowsOtherParties, nonces: noncesOf(token), accessToken, now };
  const claims = await client.verify(idToken, rules, http);
  const profile = profileOfClaims(client, await withUserInfo(claims, { client, accessToken, http }), {});
  return ofIdToken(idToken, claims, { profile, accessToken });
}
