/** What a provider gave for a code or a refresh token. */
export interface ProviderTokens {
  accessToken: string | null;
  refreshToken: string | null;
  idToken: string | null;
  /** When the access token ends; null when the provider does not say. */
  expiresAt: Date | null;
  scopes: string[];
  /** What else stood in the answer, without any token: some providers say only there who it is. */
  extra: Record<string, unknown>;
}

export interface ProviderEmail {
  email: string;
  /** True only where the provider documents that it checked the address itself. */
  verified: boolean;
  primary: boolean;
}

/** Who somebody is at a provider. */
export interface ProviderProfile {
  /** Never changes and is never given to another: no name, no address. */
  uid: string;
  /** As the provider writes them, not yet in their normal form. */
  emails: ProviderEmail[];
  username?: string;
  name?: string;
  /** The provider's own words, free of what PostgreSQL cannot store. */
  raw: Record<string, unknown>;
}

export interface AuthorizationRequest {
  state: string;
  /** Goes into the ID token, where there is one. */
  nonce: string;
  /** RFC 7636 §4.1; not used where the provider knows no PKCE. */
  codeVerifier: string;
  redirectUri: string;
}

export interface AuthorizationAnswer {
  code: string;
  codeVerifier: string;
  /** The very one of the request (RFC 6749 §4.1.3). */
  redirectUri: string;
  /** Who answered (RFC 9207), compared with what the provider publishes; null when it did not say. */
  iss?: string | null | undefined;
  /** What else came with the redirect; VK wants its `device_id` back. Anybody may have written it. */
  extra?: Record<string, string> | undefined;
}

export interface ProfileContext {
  /** The nonce of the request; null when the caller sent none. */
  nonce: string | null;
  now: Date;
  /** What else came with the redirect, such as the field `user` of Apple's first answer. Anybody may have written it. */
  extra: Record<string, string>;
}

/** A token that an app got by itself, from a native SDK or One Tap. */
export interface NativeToken {
  idToken?: string | undefined;
  accessToken?: string | undefined;
  /** What the app asked the provider to put into the ID token. */
  nonce?: string | undefined;
}

export interface VerifiedToken {
  profile: ProviderProfile;
  tokens: ProviderTokens;
  /** Names the token, so that the caller refuses a second use; null where apps log in with one token again and again. */
  replayKey: string | null;
  /** How long a second use must be refused; null when the provider does not say. */
  expiresAt: Date | null;
}

/** One call of a provider. */
export interface ProviderRequest {
  /** Sent as `authorization: Bearer …`. */
  bearer?: string | null;
  headers?: Readonly<Record<string, string>>;
  /** Makes it a POST of a form. */
  form?: URLSearchParams;
  /** Makes it a POST of JSON. */
  json?: unknown;
}

/** How providers are called: bounded in time and size, over https alone, and never led elsewhere by a redirect. */
export interface ProviderHttp {
  now(): Date;
  /**
   * What an endpoint answers, parsed, storable, and without `__proto__`.
   *
   * @throws ProviderError when there is no answer, it is no success, or it is not JSON
   */
  json(url: string | URL, request?: ProviderRequest): Promise<unknown>;
  /** For libraries that fetch by themselves: the answer has been read to its end. @throws ProviderError */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

/** A place where people have an account already and may log in with it. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  /** Further apps of ours at the provider, whose tokens log in as well. */
  readonly clientIds?: readonly string[];
  /** How it answers the redirect: in the address, or as a form that is posted across sites (without lax cookies). */
  readonly responseMode: "query" | "form_post";
  /** What `iss` of an answer must be when it is there (RFC 9207); null when this is not known beforehand. */
  readonly issuer: string | null;
  /** Whether an answer without `iss` is to be refused. */
  readonly requiresIss: boolean;
  /** Where its OpenID configuration stands, if it has one. */
  readonly openidConfigurationUrl?: string;
  /** Where the browser is to be sent. */
  authorizationUrl(request: AuthorizationRequest, http: ProviderHttp): Promise<URL>;
  /** Trades the code, once. @throws ProviderError */
  exchange(answer: AuthorizationAnswer, http: ProviderHttp): Promise<ProviderTokens>;
  /** Who it is; an ID token is verified here. @throws ProviderError */
  profile(tokens: ProviderTokens, context: ProfileContext, http: ProviderHttp): Promise<ProviderProfile>;
  /** @returns tokens with a refresh token, the old one when there is no new one. @throws ProviderError */
  refresh?(refreshToken: string, http: ProviderHttp): Promise<ProviderTokens>;
  /** Logs in with a token; absent where the provider cannot verify for which app it was issued. @throws ProviderError */
  verifyToken?(token: NativeToken, context: { now: Date }, http: ProviderHttp): Promise<VerifiedToken>;
}

/**
 * Why a provider gave no identity.
 *
 * unreachable: no answer in time, or its own failure. refused: it said no, such as to a used code.
 * invalid: what it said is not what it documents, or is forged.
 */
export type ProviderErrorKind = "unreachable" | "refused" | "invalid";

/** All that a provider throws. Its message carries no token and nothing that a stranger wrote. */
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
