import type { ProviderHttp, ProviderPolicy, ProviderProfile, ProviderTokens } from "../ports/provider.ts";
import { requireClient } from "./clientOptions.ts";
import { cachedKeys, discover, type Metadata, remembered } from "./discovery.ts";
import { libraryRefusal } from "./http/libraryCalls.ts";
import { requireUrl } from "./http/providerHttp.ts";
import { type IdTokenClaims, type IdTokenRules, verifyIdToken } from "./idToken.ts";
import { type ClientAuthentication, requestTokens, type TokenRequest } from "./tokenEndpoint.ts";

export interface OidcOptions extends ProviderPolicy {
  /** Stored with each account: never change it. */
  id: string;
  /** Its name for users. */
  name: string;
  /** As in its configuration, such as `https://id.acme.com`; the rest is discovered. */
  issuer: string;
  clientId: string;
  /** Absent for a public client. */
  clientSecret?: string;
  /** Further client ids of yours, such as the one for Android, whose ID tokens are accepted as well [none]. */
  clientIds?: readonly string[];
  /** [openid profile email] */
  scopes?: readonly string[];
  /** How the secret is sent [in the form, if the provider accepts it there]. */
  clientAuthentication?: ClientAuthentication;
  /** Further parameters of the authorization URL, such as `prompt` [none]. */
  authorizationParameters?: Readonly<Record<string, string>>;
  /**
   * Parameters of the authorization URL that make it ask for credentials again, for reauthentication
   * [prompt=login and max_age=0, OpenID Connect Core §3.1.2.1].
   */
  reauthenticationParameters?: Readonly<Record<string, string>>;
  /**
   * Refuse ID tokens without `auth_time` when `max_age` was sent (OpenID Connect Core §2)
   * [when its configuration lists the claim].
   */
  requiresAuthTime?: boolean;
  /** How the response is returned [query]. */
  responseMode?: "query" | "form_post";
  /** Refuse responses without `iss` (RFC 9207) [when its configuration promises one]. */
  requiresIss?: boolean;
}

/** Deviations of single providers. */
export interface OidcQuirks {
  /** The issuers that it may publish, for providers with one for each tenant [the requested one]. */
  matchesIssuer?(published: string): boolean;
  /** The required `iss` of a token [the published one]; null refuses the token. */
  issuerOf?(claims: Record<string, unknown>, published: string): string | null;
  /** A secret that is generated each time. */
  makeSecret?(now: Date): Promise<string>;
  /** Does not support PKCE [it does]. */
  pkce?: false;
  /** Does not always repeat the nonce in the ID token [it does]. */
  nonce?: "optional";
  /** Issues tokens to apps of one project that are meant for one another. */
  allowsOtherParties?: true;
  /** The profile [from the standard claims]. */
  profile?(claims: Record<string, unknown>, extra: Record<string, string>): ProviderProfile;
}

/** An app's client at one OpenID provider. */
export interface OidcClient {
  readonly options: OidcOptions;
  readonly quirks: OidcQuirks;
  readonly scopes: readonly string[];
  metadata(http: ProviderHttp): Promise<Metadata>;
  verify(idToken: string, rules: Omit<IdTokenRules, "issuerOf">, http: ProviderHttp): Promise<IdTokenClaims>;
}

const ASKS_AGAIN = { prompt: "login", max_age: "0" };

/** The parameters of the authorization URL that make the provider ask for credentials again. */
export function asksAgain({ reauthenticationParameters = ASKS_AGAIN }: OidcOptions): Readonly<Record<string, string>> {
  return reauthenticationParameters;
}

const SCOPES = ["openid", "profile", "email"];

export function createOidcClient(options: OidcOptions, quirks: OidcQuirks): OidcClient {
  const { id, clientId, clientSecret, scopes = SCOPES } = options;
  requireClient({ id, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) });
  const issuer = requireUrl(`${id}: issuer`, options.issuer);
  const metadata = remembered((http) => discover(issuer, http, quirks.matchesIssuer));
  const keys = cachedKeys(async (http) => (await metadata(http)).jwks_uri);
  return {
    options,
    quirks,
    scopes,
    metadata: (http) => metadata(http),
    async verify(idToken, rules, http) {
      const signer = { metadata: await metadata(http), keys: (isUnknown: boolean) => keys(http, isUnknown) };
      const { issuerOf } = quirks;
      return verifyIdToken(idToken, { ...rules, ...(issuerOf === undefined ? {} : { issuerOf }) }, signer);
    },
  };
}

/** Calls the provider's token endpoint, with the app's secret. */
export async function askForTokens(
  client: OidcClient,
  grant: Pick<TokenRequest, "grantType" | "parameters">,
  http: ProviderHttp,
): Promise<ProviderTokens> {
  const { options, quirks } = client;
  const { id: who, clientId, clientSecret = null, clientAuthentication } = options;
  const metadata = await client.metadata(http);
  const takesForm = metadata.token_endpoint_auth_methods_supported.includes("client_secret_post");
  const secret = quirks.makeSecret === undefined ? clientSecret : await quirks.makeSecret(http.now());
  const authentication = clientAuthentication ?? (takesForm ? "post" : "basic");
  const { grantType, parameters } = grant;
  const endpoint = metadata.token_endpoint;
  return requestTokens({ who, endpoint, clientId, clientSecret: secret, authentication, grantType, parameters }, http);
}

/** Refuses a response from another issuer (RFC 9207 §2.4). */
export async function checkIssuer(client: OidcClient, iss: string | null, http: ProviderHttp): Promise<void> {
  const oauth = await import("oauth4webapi");
  const { id, clientId, requiresIss } = client.options;
  const { issuer, authorization_response_iss_parameter_supported: promisesIss } = await client.metadata(http);
  const server = { issuer, authorization_response_iss_parameter_supported: requiresIss ?? promisesIss };
  try {
    const answer = new URLSearchParams(iss === null ? {} : { iss });
    // The caller has already checked the state.
    oauth.validateAuthResponse(server, { client_id: clientId }, answer, oauth.skipStateCheck);
  } catch (error) {
    throw libraryRefusal(`${id}: the answer is another issuer's`, error);
  }
}
