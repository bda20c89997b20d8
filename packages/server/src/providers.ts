/** Social providers: any by OpenID Connect. */

export {
  type AuthorizationAnswer,
  type AuthorizationRequest,
  type NativeToken,
  type ProfileContext,
  type Provider,
  type ProviderEmail,
  ProviderError,
  type ProviderErrorKind,
  type ProviderHttp,
  type ProviderProfile,
  type ProviderTokens,
  type VerifiedToken,
} from "./ports/provider.ts";
export { oidc } from "./social/oidc.ts";
export { createProviderHttp, type ProviderHttpOptions } from "./social/providerHttp.ts";
export type { OidcOptions } from "./social/relyingParty.ts";
