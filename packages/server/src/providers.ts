/** Social providers: any by OpenID Connect. */
export { oidc } from "./social/oidc.ts";
export {
  type AuthorizationAnswer,
  type AuthorizationRequest,
  type NativeToken,
  type ProfileContext,
  type Provider,
  type ProviderEmail,
  ProviderError,
  type ProviderErrorKind,
  type ProviderProfile,
  type ProviderTokens,
  type VerifiedToken,
} from "./social/provider.ts";
export { createProviderHttp, type ProviderHttp, type ProviderHttpOptions } from "./social/providerHttp.ts";
export type { OidcOptions } from "./social/relyingParty.ts";
