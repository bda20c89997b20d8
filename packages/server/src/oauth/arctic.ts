import { SetupError } from "../lib/setupError.ts";
import type {
  AuthorizationAnswer,
  AuthorizationRequest,
  ProfileContext,
  Provider,
  ProviderHttp,
  ProviderPolicy,
  ProviderProfile,
  ProviderTokens,
} from "../ports/provider.ts";
import { type ArcticClient, type ArcticTokens, arcticAnswer, arcticExchange, arcticUrl } from "./arcticClient.ts";
import { policyOf, requireClient } from "./clientOptions.ts";
import { configurationUrl } from "./discovery.ts";
import { DEFAULT_TIMEOUT, requireUrl } from "./http/providerHttp.ts";
import { checkIssuer, createOidcClient, type OidcClient } from "./oidcClient.ts";
import { appProfile } from "./profiles/appProfile.ts";
import { authenticationOf, claimsOfLogin, claimsOfPerson, standardProfile } from "./profiles/oidcProfile.ts";
import { assertNoError, readTokens } from "./tokenEndpoint.ts";

interface ArcticBase extends ProviderPolicy {
  /** Stored with each account: never change it. */
  id: string;
  /** Its name for users. */
  name: string;
  /** Created with the redirect URI of this provider, `<origin>/auth/callback/<id>`. */
  client: ArcticClient;
  /** The scopes to request [none]. */
  scopes?: readonly string[];
  /** Parameters of the authorization URL that make it ask for credentials again, for reauthentication [none]. */
  reauthenticationParameters?: Readonly<Record<string, string>>;
  /** Milliseconds for each call that arctic makes [10 000]. */
  timeout?: number;
}

export interface ArcticOAuth2Options extends ArcticBase {
  issuer?: undefined;
  /**
   * Fetches the profile with the access token. `uid` must be an id that never changes. The tokens contain no ID token:
   * without an issuer it could not be verified.
   */
  profile(tokens: ProviderTokens, http: ProviderHttp): Promise<ProviderProfile>;
}

export interface ArcticOpenIdOptions extends ArcticBase {
  /** As in its OpenID configuration. ID tokens must be its own, for the client's id and with our nonce. */
  issuer: string;
  /**
   * The profile [from the standard claims]. The claims are those of the verified ID token, and of userinfo where it has
   * no address.
   */
  profile?(
    tokens: ProviderTokens,
    http: ProviderHttp,
    claims: Readonly<Record<string, unknown>>,
  ): Promise<ProviderProfile>;
}

export type ArcticOptions = ArcticOAuth2Options | ArcticOpenIdOptions;

type Arctic =
  | { options: ArcticOAuth2Options; openId: null }
  | {
      options: ArcticOpenIdOptions;
      /** Verifies the ID tokens that arctic fetched. */
      openId: OidcClient;
    };

/**
 * A provider that uses one of arctic's clients, with our state, PKCE where the client supports it, nonce, `iss` and
 * time limit.
 *
 * arctic calls the global `fetch` for tokens, which limits no size and follows redirects; everything else uses the
 * limited client.
 *
 * @throws SetupError when no user could ever log in this way
 */
export function arcticProvider(options: ArcticOptions): Provider {
  const { id, name, client, scopes = [], issuer } = options;
  const sample = arcticUrl(client, { state: "state", codeVerifier: "verifier", scopes });
  requireUrl(`${id}: the client's authorization endpoint`, sample.href);
  // TikTok has another name for it.
  const clientId = sample.searchParams.get("client_id") ?? sample.searchParams.get("client_key") ?? "";
  requireClient({ id, clientId });
  const arctic = withOpenId(options, clientId);
  return {
    id,
    name,
    clientId,
    responseMode: sample.searchParams.get("response_mode") === "form_post" ? "form_post" : "query",
    issuer: issuer ?? null,
    requiresIss: false,
    authority: issuer ?? `${sample.origin}${sample.pathname}`,
    ...policyOf(options),
    ...(issuer === undefined ? {} : { openidConfigurationUrl: configurationUrl(issuer) }),
    authorizationUrl: async (request) => authorizationUrl(options, request),
    exchange: (answer, http) => exchange(arctic, answer, http),
    profile: (tokens, context, http) => profile(arctic, { tokens, context }, http),
    ...refreshOf(options),
  };
}

function withOpenId(options: ArcticOptions, clientId: string): Arctic {
  if (options.issuer === undefined) return { options, openId: null };
  const { id, name, issuer, scopes = [], reauthenticationParameters = {} } = options;
  return { options, openId: createOidcClient({ id, name, issuer, clientId, scopes, reauthenticationParameters }, {}) };
}

function authorizationUrl(
  { id, client, scopes = [], issuer, reauthenticationParameters = {} }: ArcticOptions,
  { state, nonce, codeVerifier, redirectUri, reauthenticates }: AuthorizationRequest,
): URL {
  const url = arcticUrl(client, { state, codeVerifier, scopes });
  const own = url.searchParams.get("redirect_uri");
  // arctic sends its own in the exchange of the code, which must be the one of the request (RFC 6749 §4.1.3).
  if (own !== null && own !== redirectUri)
    throw new SetupError(`social.providers: ${id}: expected a client made with "${redirectUri}", found "${own}"`);
  if (issuer !== undefined) url.searchParams.set("nonce", nonce);
  for (const [name, value] of Object.entries(reauthenticates ? reauthenticationParameters : {}))
    url.searchParams.set(name, value);
  return url;
}

async function exchange(
  { options, openId }: Arctic,
  answer: AuthorizationAnswer,
  http: ProviderHttp,
): Promise<ProviderTokens> {
  if (openId !== null && answer.iss !== undefined) await checkIssuer(openId, answer.iss, http);
  return tokensBy(options, () => arcticExchange(options.client, answer), http);
}

/** Empty where the client cannot renew tokens. */
function refreshOf(options: ArcticOptions): Pick<Provider, "refresh"> {
  const { client, scopes = [] } = options;
  const { refreshAccessToken } = client;
  if (refreshAccessToken === undefined) return {};
  return {
    async refresh(refreshToken, http) {
      const tokens = await tokensBy(options, () => refreshAccessToken.call(client, refreshToken, [...scopes]), http);
      return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
    },
  };
}

async function tokensBy(
  { id, timeout = DEFAULT_TIMEOUT }: ArcticOptions,
  call: () => Promise<ArcticTokens>,
  http: ProviderHttp,
): Promise<ProviderTokens> {
  const answer = await arcticAnswer(id, call, timeout);
  assertNoError(answer, id);
  return readTokens(answer, id, http.now());
}

async function profile(
  arctic: Arctic,
  login: { tokens: ProviderTokens; context: ProfileContext },
  http: ProviderHttp,
): Promise<ProviderProfile> {
  const { tokens } = login;
  const { id } = arctic.options;
  if (arctic.openId === null) {
    const { options } = arctic;
    return appProfile(id, async () => options.profile({ ...tokens, idToken: null }, http));
  }
  const { options, openId } = arctic;
  const claims = await claimsOfLogin(openId, login, http);
  const made = await appProfile(id, async () => options.profile?.(tokens, http, claims) ?? standardProfile(claims, id));
  return { ...made, ...authenticationOf(claims), raw: claimsOfPerson(made.raw) };
}
