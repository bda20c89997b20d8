/** The tokens that a provider returned for a code or a refresh token. */
export interface ProviderTokens {
  accessToken: string | null;
  refreshToken: string | null;
  idToken: string | null;
  /** When the access token expires; null when the provider does not say. */
  expiresAt: Date | null;
  scopes: string[];
  /** The rest of the response, without any token: some providers identify the user only there. */
  extra: Record<string, unknown>;
}

export interface ProviderEmail {
  email: string;
  /** True only where the provider documents that it checked the address itself. */
  verified: boolean;
  primary: boolean;
}

/** The identity of a user at a provider. */
export interface ProviderProfile {
  /** Never changes and is never reassigned: not a name, not an address. */
  uid: string;
  /** In the provider's spelling, not yet normalized. */
  emails: ProviderEmail[];
  username?: string;
  name?: string;
  /** When the user last gave a credential there (OpenID Connect Core §2, `auth_time`); absent when it does not say. */
  authenticatedAt?: Date;
  /** How the user logged in there: the class that it satisfies (OpenID Connect Core §2, `acr`). */
  acr?: string;
  /** The methods that were used there (`amr`; RFC 8176 §2). */
  amr?: string[];
  /** The provider's own data, without values that PostgreSQL cannot store. */
  raw: Record<string, unknown>;
}

export interface AuthorizationRequest {
  state: string;
  /** Goes into the ID token, where there is one. */
  nonce: string;
  /** RFC 7636 §4.1; not used where the provider does not support PKCE. */
  codeVerifier: string;
  redirectUri: string;
  /** Whether the provider is to ask for credentials again, where it can. */
  reauthenticates?: boolean | undefined;
}

export interface AuthorizationAnswer {
  code: string;
  codeVerifier: string;
  /** The same as in the request (RFC 6749 §4.1.3). */
  redirectUri: string;
  /**
   * The issuer of the response (RFC 9207), compared with what the provider publishes; null when it was not included.
   */
  iss?: string | null | undefined;
  /** Other parameters of the redirect; VK requires its `device_id` back. Untrusted: anyone may have written them. */
  extra?: Record<string, string> | undefined;
}

export interface ProfileContext {
  /** The nonce of the request; null when the caller sent none. */
  nonce: string | null;
  now: Date;
  /** As in the request: a provider that promises to state when the user gave a credential must then do so. */
  reauthenticates?: boolean | undefined;
  /**
   * Other parameters of the redirect, such as the field `user` of Apple's first response. Untrusted: anyone may have
   * written them.
   */
  extra: Record<string, string>;
}

/** A token that an app obtained itself, from a native SDK or One Tap. */
export interface NativeToken {
  idToken?: string | undefined;
  accessToken?: string | undefined;
  /** The nonce that the app requested in the ID token. */
  nonce?: string | undefined;
}

export interface VerifiedToken {
  profile: ProviderProfile;
  tokens: ProviderTokens;
  /**
   * Identifies the token, so that the caller refuses a second use; null where apps log in with one token repeatedly.
   */
  replayKey: string | null;
  /** How long a second use must be refused; null when the provider does not say. */
  expiresAt: Date | null;
}

/** One request to a provider. */
export interface ProviderRequest {
  /** Sent as `authorization: Bearer …`. */
  bearer?: string | null;
  headers?: Readonly<Record<string, string>>;
  /** Makes it a POST with a form. */
  form?: URLSearchParams;
  /** Makes it a POST with JSON. */
  json?: unknown;
}

/** How providers are called: limited in time and size, only over https, and without following redirects. */
export interface ProviderHttp {
  now(): Date;
  /**
   * The response of an endpoint, parsed, storable, and without `__proto__`.
   *
   * @throws ProviderError when there is no response, it is not successful, or it is not JSON
   */
  json(url: string | URL, request?: ProviderRequest): Promise<unknown>;
  /** For libraries that fetch by themselves: the response has been read to its end. @throws ProviderError */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

/** How an app uses one of its providers. */
export interface ProviderPolicy {
  /** Works, but is in no list of providers: for a link of your own. Not a secret: whoever knows its id can use it [false]. */
  readonly hidden?: boolean;
  /**
   * Whose addresses count as verified: those that the provider claims to have verified, all, none, or those in the listed
   * domains and no others, whatever it claims ["claimed"].
   */
  readonly trustEmails?: "claimed" | boolean | readonly string[];
  /** Overrides `social.emailAuthentication` for this provider. */
  readonly emailAuthentication?: boolean;
  /** Overrides `social.autoConnect` for this provider. */
  readonly autoConnect?: boolean;
  /**
   * The id of another of your providers, whose accounts this one shares: another app at the same provider, where a user
   * has the same id [its own accounts].
   */
  readonly accountsOf?: string;
}

/** A service where users already have an account that they may log in with. */
export interface Provider extends ProviderPolicy {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  /** Further client ids of ours at the provider, whose tokens are accepted as well. */
  readonly clientIds?: readonly string[];
  /** How it returns from the redirect: in the URL, or as a form that is posted across sites (without lax cookies). */
  readonly responseMode: "query" | "form_post";
  /** The `iss` that a response must have when present (RFC 9207); null when it is not known beforehand. */
  readonly issuer: string | null;
  /** Whether a response without `iss` is refused. */
  readonly requiresIss: boolean;
  /** Who assigns the users' ids, as a URL: only providers with the same one can share accounts. */
  readonly authority?: string;
  /** The URL of its OpenID configuration, if it has one. */
  readonly openidConfigurationUrl?: string;
  /** Where the browser is to be sent. */
  authorizationUrl(request: AuthorizationRequest, http: ProviderHttp): Promise<URL>;
  /** Exchanges the code, once. @throws ProviderError */
  exchange(answer: AuthorizationAnswer, http: ProviderHttp): Promise<ProviderTokens>;
  /** The user's identity; an ID token is verified here. @throws ProviderError */
  profile(tokens: ProviderTokens, context: ProfileContext, http: ProviderHttp): Promise<ProviderProfile>;
  /** @returns tokens with a refresh token, the old one when there is no new one. @throws ProviderError */
  refresh?(refreshToken: string, http: ProviderHttp): Promise<ProviderTokens>;
  /**
   * Logs in with a token; absent where the provider cannot verify for which app it was issued.
   * @throws ProviderError
   */
  verifyToken?(token: NativeToken, context: { now: Date }, http: ProviderHttp): Promise<VerifiedToken>;
}

/**
 * Why a provider gave no identity.
 *
 * unreachable: no response in time, or an error of its own. refused: it refused, for example a used code. invalid: the
 * response is not as documented, or is forged.
 */
export type ProviderErrorKind = "unreachable" | "refused" | "invalid";

/** The only error that a provider throws. Its message contains no token and no text from outside. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly kind: ProviderErrorKind;
  /** The OAuth error code (RFC 6749 §5.2), when the provider gave one. */
  readonly code: string | undefined;

  constructor(kind: ProviderErrorKind, message: string, details: { code?: string | undefined; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.code = details.code;
  }
}
