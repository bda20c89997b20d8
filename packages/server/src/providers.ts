/** Social providers: sixty-four ready-made, and any other by OpenID Connect or OAuth 2.0. */

export type { ProviderHttp, ProviderRequest } from "./ports/provider.ts";
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
} from "./ports/provider.ts";
export type { ClientOptions, PublicClientOptions } from "./social/clientOptions.ts";
export { type OAuth2Options, oauth2 } from "./social/oauth2.ts";
export { oidc } from "./social/oidc.ts";
export { createProviderHttp, type ProviderHttpOptions } from "./social/providerHttp.ts";
export { type AmazonCognitoOptions, amazonCognito } from "./social/providers/amazonCognito.ts";
export { anilist } from "./social/providers/anilist.ts";
export { type AppleOptions, apple } from "./social/providers/apple.ts";
export { atlassian } from "./social/providers/atlassian.ts";
export { type Auth0Options, auth0 } from "./social/providers/auth0.ts";
export { type AuthentikOptions, authentik } from "./social/providers/authentik.ts";
export { autodesk } from "./social/providers/autodesk.ts";
export { battlenet } from "./social/providers/battlenet.ts";
export { bitbucket } from "./social/providers/bitbucket.ts";
export { box } from "./social/providers/box.ts";
export { type BungieOptions, bungie } from "./social/providers/bungie.ts";
export { coinbase } from "./social/providers/coinbase.ts";
export { discord } from "./social/providers/discord.ts";
export { donationAlerts } from "./social/providers/donationAlerts.ts";
export { dribbble } from "./social/providers/dribbble.ts";
export { dropbox } from "./social/providers/dropbox.ts";
export { epicGames } from "./social/providers/epicGames.ts";
export { type EtsyOptions, etsy } from "./social/providers/etsy.ts";
export { facebook } from "./social/providers/facebook.ts";
export { figma } from "./social/providers/figma.ts";
export { fortyTwo } from "./social/providers/fortyTwo.ts";
export { type GiteaOptions, gitea } from "./social/providers/gitea.ts";
export { github } from "./social/providers/github.ts";
export { type GitlabOptions, gitlab } from "./social/providers/gitlab.ts";
export { type GoogleOptions, google } from "./social/providers/google.ts";
export { type IntuitOptions, intuit } from "./social/providers/intuit.ts";
export { kakao } from "./social/providers/kakao.ts";
export { type KeycloakOptions, keycloak } from "./social/providers/keycloak.ts";
export { kick } from "./social/providers/kick.ts";
export { lichess } from "./social/providers/lichess.ts";
export { line } from "./social/providers/line.ts";
export { linear } from "./social/providers/linear.ts";
export { linkedin } from "./social/providers/linkedin.ts";
export { type MastodonOptions, mastodon } from "./social/providers/mastodon.ts";
export { mercadoLibre } from "./social/providers/mercadoLibre.ts";
export { mercadoPago } from "./social/providers/mercadoPago.ts";
export { type MicrosoftOptions, microsoft } from "./social/providers/microsoft.ts";
export { myAnimeList } from "./social/providers/myAnimeList.ts";
export { naver } from "./social/providers/naver.ts";
export { notion } from "./social/providers/notion.ts";
export { type OktaOptions, okta } from "./social/providers/okta.ts";
export { osu } from "./social/providers/osu.ts";
export { patreon } from "./social/providers/patreon.ts";
export { polar } from "./social/providers/polar.ts";
export { reddit } from "./social/providers/reddit.ts";
export { roblox } from "./social/providers/roblox.ts";
export { type SalesforceOptions, salesforce } from "./social/providers/salesforce.ts";
export { shikimori } from "./social/providers/shikimori.ts";
export { slack } from "./social/providers/slack.ts";
export { spotify } from "./social/providers/spotify.ts";
export { startgg } from "./social/providers/startgg.ts";
export { strava } from "./social/providers/strava.ts";
export { type SynologyOptions, synology } from "./social/providers/synology.ts";
export { tiktok } from "./social/providers/tiktok.ts";
export { tiltify } from "./social/providers/tiltify.ts";
export { tumblr } from "./social/providers/tumblr.ts";
export { twitch } from "./social/providers/twitch.ts";
export { twitter } from "./social/providers/twitter.ts";
export { vk } from "./social/providers/vk.ts";
export { withings } from "./social/providers/withings.ts";
export { type WorkosOptions, workos } from "./social/providers/workos.ts";
export { yahoo } from "./social/providers/yahoo.ts";
export { yandex } from "./social/providers/yandex.ts";
export { zoom } from "./social/providers/zoom.ts";
export type { OidcOptions } from "./social/relyingParty.ts";
export type { ClientAuthentication } from "./social/tokenEndpoint.ts";
