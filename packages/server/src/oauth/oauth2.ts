import {
  type AuthorizationAnswer,
  type AuthorizationRequest,
  type Provider,
  ProviderError,
  type ProviderHttp,
  type ProviderPolicy,
  type ProviderProfile,
  type ProviderTokens,
} from "../ports/provider.ts";
import { policyOf, requireClient } from "./clientOptions.ts";
import type { BodyEncoding } from "./http/libraryCalls.ts";
import { requireUrl } from "./http/providerHttp.ts";
import { addChallenge } from "./pkce.ts";
import { appProfile } from "./profiles/appProfile.ts";
import { type ClientAuthentication, requestTokens, type TokenRequest } from "./tokenEndpoint.ts";

export interface OAuth2Options extends ProviderPolicy {
  /** Stored with each account: never change it. */
  id: string;
  /** Its name for users. */
  name: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  clientId: string;
  /** Absent for a public client. */
  clientSecret?: string;
  scopes?: readonly string[];
  /** How the secret is sent [in the form]. */
  clientAuthentication?: ClientAuthentication;
  /** RFC 7636 [S256]; a provider that does not support it ignores it (RFC 6749 §3.1). */
  pkce?: "S256" | "plain" | "none";
  /** Further parameters of the authorization URL, such as `prompt` [none]. */
  authorizationParameters?: Readonly<Record<string, string>>;
  /** Parameters of the authorization URL that make it ask for credentials again, for reauthentication [none]. */
  reauthenticationParameters?: Readonly<Record<string, string>>;
  /** Fetches the profile with the access token. `uid` must be an id that never changes. */
  profile(http: ProviderHttp, accessToken: string, tokens: ProviderTokens): Promise<ProviderProfile>;
}

/** Deviations of single providers. */
export interface OAuth2Quirks {
  /** Between scopes [a space, RFC 6749 §3.3]. */
  scopeSeparator?: "," | ";";
  /** The provider's name for `client_id`. */
  clientIdParameter?: string;
  /** Where tokens are renewed, if elsewhere; null when they cannot be. */
  refreshEndpoint?: string | null;
  /** Further parameters of the exchange. */
  exchangeParameters?(answer: AuthorizationAnswer): Readonly<Record<string, string>>;
  /** Further parameters of a renewal. */
  refreshParameters?: Readonly<Record<string, string>>;
  /** How requests to the token endpoint are written [as a form, RFC 6749 §4.1.3]. */
  encoding?: BodyEncoding;
  /** Extracts the tokens from the response. */
  unwrap?(answer: unknown): unknown;
  verifyToken?: Provider["verifyToken"];
}

/** Any OAuth 2.0 provider with an endpoint that identifies the user. */
export function oauth2(options: OAuth2Options): Provider {
  return oauth2With(options, {});
}

/** The same for a provider with deviations. */
export function oauth2With(options: OAuth2Options, quirks: OAuth2Quirks): Provider {
  const { id, name, clientId, clientSecret, tokenEndpoint } = options;
  requireClient({ id, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) });
  requireUrl(`${id}: authorizationEndpoint`, options.authorizationEndpoint);
  requireUrl(`${id}: tokenEndpoint`, tokenEndpoint);
  const { refreshEndpoint = tokenEndpoint, verifyToken } = quirks;
  return {
    id,
    name,
    clientId,
    responseMode: "query",
    issuer: null,
    requiresIss: false,
    authority: options.authorizationEndpoint,
    ...policyOf(options),
    authorizationUrl: (request) => authorizationUrl({ options, quirks }, request),
    exchange: async (answer, http) => exchange({ options, quirks }, answer, http),
    profile: (tokens, _context, http) => profile(options, tokens, http),
    ...(refreshEndpoint === null ? {} : { refresh: refreshAt(refreshEndpoint, { options, quirks }) }),
    ...(verifyToken === undefined ? {} : { verifyToken }),
  };
}

async function profile(options: OAuth2Options, tokens: ProviderTokens, http: ProviderHttp): Promise<ProviderProfile> {
  const { id } = options;
  const { accessToken } = tokens;
  if (accessToken === null) throw new ProviderError("invalid", `${id}: no access token`);
  return appProfile(id, async () => options.profile(http, accessToken, tokens));
}

interface Client {
  options: OAuth2Options;
  quirks: OAuth2Quirks;
}

async function authorizationUrl({ options, quirks }: Client, request: AuthorizationRequest): Promise<URL> {
  const { authorizationEndpoint, clientId, scopes = [], pkce = "S256", authorizationParameters = {} } = options;
  const url = new URL(authorizationEndpoint);
  const parameters = {
    response_type: "code",
    [quirks.clientIdParameter ?? "client_id"]: clientId,
    redirect_uri: request.redirectUri,
    state: request.state,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(quirks.scopeSeparator ?? " ") }),
    ...authorizationParameters,
    ...(request.reauthenticates ? options.reauthenticationParameters : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (pkce !== "none") await addChallenge(url, request.codeVerifier, pkce);
  return url;
}

function exchange({ options, quirks }: Client, answer: AuthorizationAnswer, http: ProviderHttp) {
  const { code, codeVerifier, redirectUri } = answer;
  const parameters = {
    code,
    redirect_uri: redirectUri,
    ...(options.pkce === "none" ? {} : { code_verifier: codeVerifier }),
    ...quirks.exchangeParameters?.(answer),
  };
  const grantType = "authorization_code";
  return ask({ options, quirks }, { endpoint: options.tokenEndpoint, grantType, parameters }, http);
}

function refreshAt(endpoint: string, client: Client) {
  return async (refreshToken: string, http: ProviderHttp): Promise<ProviderTokens> => {
    const parameters = { refresh_token: refreshToken, ...client.quirks.refreshParameters };
    const tokens = await ask(client, { endpoint, grantType: "refresh_token", parameters }, http);
    return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
  };
}

function ask(
  { options, quirks }: Client,
  call: Pick<TokenRequest, "endpoint" | "grantType" | "parameters">,
  http: ProviderHttp,
): Promise<ProviderTokens> {
  const { id: who, clientId, clientSecret = null, clientAuthentication = "post" } = options;
  const { clientIdParameter, encoding, unwrap } = quirks;
  return requestTokens(
    {
      ...call,
      who,
      clientId,
      clientSecret,
      authentication: clientAuthentication,
      ...(clientIdParameter === undefined ? {} : { clientIdParameter }),
      ...(encoding === undefined ? {} : { encoding }),
      ...(unwrap === undefined ? {} : { unwrap }),
    },
    http,
  );
}
