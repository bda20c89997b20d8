import { ProviderError, type ProviderHttp, type ProviderProfile, type ProviderTokens } from "../ports/provider.ts";
import { requireClient } from "./clientOptions.ts";
import { cachedKeys, discover, type Metadata, remembered } from "./discovery.ts";
import { requireUrl } from "./http/providerHttp.ts";
import { type IdTokenClaims, type IdTokenRules, verifyIdToken } from "./idToken.ts";
import { type ClientAuthentication, requestTokens } from "./tokenEndpoint.ts";

export interface OidcOptions {
  /** Stored with each account: never change it. */
  id: string;
  /** How people know it. */
  name: string;
  /** As its configuration names itself, such as `https://id.acme.com`; discovery finds the rest. */
  issuer: string;
  clientId: string;
  /** Absent for a public client. */
  clientSecret?: string;
  /** Further apps of yours, such as the one for Android, whose ID tokens log in as well [none]. */
  clientIds?: readonly string[];
  /** [openid profile email] */
  scopes?: readonly string[];
  /** How the secret is sent [in the form, if the provider takes it there]. */
  clientAuthentication?: ClientAuthentication;
  /** Further parameters of the authorization URL, such as `prompt` [none]. */
  authorizationParameters?: Readonly<Record<string, string>>;
  /** How the answer comes back [query]. */
  responseMode?: "query" | "form_post";
  /** Refuse answers without `iss` (RFC 9207) [when its configuration promises one]. */
  requiresIss?: boolean;
}

/** What single providers do in their own way. */
export interface OidcQuirks {
  /** Which issuer it may publish, for providers with one for each tenant [the one that was asked]. */
  matchesIssuer?(published: string): boolean;
  /** What `iss` of a token must be [what is published]; null refuses the token. */
  issuerOf?(claims: Record<string, unknown>, published: string): string | null;
  /** A secret that is made anew each time. */
  makeSecret?(now: Date): Promise<string>;
  /** Knows no PKCE [it does]. */
  pkce?: false;
  /** Does not always repeat the nonce in the ID token [it does]. */
  nonce?: "optional";
  /** Gives apps of one project tokens that are meant for one another. */
  allowsOtherParties?: true;
  /** Who it is [by the standard claims]. */
  profile?(claims: Record<string, unknown>, extra: Record<string, string>): ProviderProfile;
}

/** An app, as one OpenID provider knows it. */
export interface RelyingParty {
  readonly options: OidcOptions;
  readonly quirks: OidcQuirks;
  readonly scopes: readonly string[];
  metadata(http: ProviderHttp): Promise<Metadata>;
  verify(idToken: string, rules: Omit<IdTokenRules, "issuer">, http: ProviderHttp): Promise<IdTokenClaims>;
}

const SCOPES = ["openid", "profile", "email"];

export function createRelyingParty(options: OidcOptions, quirks: OidcQuirks): RelyingParty {
  const { id, clientId, clientSecret, scopes = SCOPES } = options;
  requireClient({ id, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) });
  const issuer = requireUrl(`${id}: issuer`, options.issuer);
  const metadata = remembered((http) => discover(issuer, http, quirks.matchesIssuer));
  const keys = cachedKeys(async (http) => (await metadata(http)).jwks_uri);
  return {
    ...{ options, quirks, scopes },
    metadata: (http) => metadata(http),
    async verify(idToken, rules, http) {
      const { issuer: published } = await metadata(http);
      const issuerOf = (claims: Record<string, unknown>) =>
        quirks.issuerOf === undefined ? published : quirks.issuerOf(claims, published);
      return verifyIdToken(idToken, { ...rules, issuer: issuerOf }, (isUnknown) => keys(http, isUnknown));
    },
  };
}

/** Asks the provider's token endpoint, with the app's secret. */
export async function askForTokens(
  party: RelyingParty,
  parameters: Readonly<Record<string, string>>,
  http: ProviderHttp,
): Promise<ProviderTokens> {
  const { options, quirks } = party;
  const { id: who, clientId, clientSecret = null, clientAuthentication } = options;
  const metadata = await party.metadata(http);
  const takesForm = metadata.token_endpoint_auth_methods_supported.includes("client_secret_post");
  const secret = quirks.makeSecret === undefined ? clientSecret : await quirks.makeSecret(http.now());
  const authentication = clientAuthentication ?? (takesForm ? "post" : "basic");
  return requestTokens(
    { who, endpoint: metadata.token_endpoint, clientId, clientSecret: secret, authentication, parameters },
    http,
  );
}

/** Refuses an answer that comes from somebody else (RFC 9207 §2.4). */
export async function checkIssuer(party: RelyingParty, iss: string | null, http: ProviderHttp): Promise<void> {
  const metadata = await party.metadata(http);
  const isRequired = party.options.requiresIss ?? metadata.authorization_response_iss_parameter_supported;
  if (iss === null ? isRequired : iss !== metadata.issuer)
    throw new ProviderError("invalid", `${party.options.id}: the answer is another issuer's`);
}
