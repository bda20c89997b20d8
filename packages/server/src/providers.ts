/** Social providers: more than a hundred ready-made, and any other by OpenID Connect or OAuth 2.0. */

export {
  type ArcticOAuth2Options,
  type ArcticOpenIdOptions,
  type ArcticOptions,
  arcticProvider,
} from "./oauth/arctic.ts";
export type {
  ArcticClient,
  ArcticClientWithoutPkce,
  ArcticClientWithPkce,
  ArcticTokens,
} from "./oauth/arcticClient.ts";
export type { ClientOptions, PublicClientOptions } from "./oauth/clientOptions.ts";
export { createProviderHttp, type ProviderHttpOptions } from "./oauth/http/providerHttp.ts";
export { type OAuth2Options, oauth2 } from "./oauth/oauth2.ts";
export { oidc } from "./oauth/oidc.ts";
export type { OidcOptions } from "./oauth/oidcClient.ts";
export { amazon } from "./oauth/providers/amazon.ts";
export { type AmazonCognitoOptions, amazonCognito } from "./oauth/providers/amazonCognito.ts";
export { anilist } from "./oauth/providers/anilist.ts";
export { type AppleOptions, apple } from "./oauth/providers/apple.ts";
export { asana } from "./oauth/providers/asana.ts";
export { atlassian } from "./oauth/providers/atlassian.ts";
export { type Auth0Options, auth0 } from "./oauth/providers/auth0.ts";
export { type AutheliaOptions, authelia } from "./oauth/providers/authelia.ts";
export { type AuthentikOptions, authentik } from "./oauth/providers/authentik.ts";
export { autodesk } from "./oauth/providers/autodesk.ts";
export { basecamp } from "./oauth/providers/basecamp.ts";
export { battlenet } from "./oauth/providers/battlenet.ts";
export { bitbucket } from "./oauth/providers/bitbucket.ts";
export { box } from "./oauth/providers/box.ts";
export { type BungieOptions, bungie } from "./oauth/providers/bungie.ts";
export { cilogon } from "./oauth/providers/cilogon.ts";
export { clever } from "./oauth/providers/clever.ts";
export { coinbase } from "./oauth/providers/coinbase.ts";
export { dataporten } from "./oauth/providers/dataporten.ts";
export { digitalOcean } from "./oauth/providers/digitalOcean.ts";
export { discord } from "./oauth/providers/discord.ts";
export { disqus } from "./oauth/providers/disqus.ts";
export { donationAlerts } from "./oauth/providers/donationAlerts.ts";
export { doximity } from "./oauth/providers/doximity.ts";
export { dribbble } from "./oauth/providers/dribbble.ts";
export { dropbox } from "./oauth/providers/dropbox.ts";
export { epicGames } from "./oauth/providers/epicGames.ts";
export { type EtsyOptions, etsy } from "./oauth/providers/etsy.ts";
export { eventbrite } from "./oauth/providers/eventbrite.ts";
export { eveOnline } from "./oauth/providers/eveOnline.ts";
export { facebook } from "./oauth/providers/facebook.ts";
export { type FeishuOptions, feishu } from "./oauth/providers/feishu.ts";
export { figma } from "./oauth/providers/figma.ts";
export { fortyTwo } from "./oauth/providers/fortyTwo.ts";
export { frontier } from "./oauth/providers/frontier.ts";
export { type GiteaOptions, gitea } from "./oauth/providers/gitea.ts";
export { github } from "./oauth/providers/github.ts";
export { type GitlabOptions, gitlab } from "./oauth/providers/gitlab.ts";
export { globus } from "./oauth/providers/globus.ts";
export { type GoogleOptions, google } from "./oauth/providers/google.ts";
export { gumroad } from "./oauth/providers/gumroad.ts";
export { hubspot } from "./oauth/providers/hubspot.ts";
export { instagram } from "./oauth/providers/instagram.ts";
export { type IntuitOptions, intuit } from "./oauth/providers/intuit.ts";
export { kakao } from "./oauth/providers/kakao.ts";
export { type KeycloakOptions, keycloak } from "./oauth/providers/keycloak.ts";
export { kick } from "./oauth/providers/kick.ts";
export { type LemonldapOptions, lemonldap } from "./oauth/providers/lemonldap.ts";
export { lichess } from "./oauth/providers/lichess.ts";
export { line } from "./oauth/providers/line.ts";
export { linear } from "./oauth/providers/linear.ts";
export { linkedin } from "./oauth/providers/linkedin.ts";
export { mailchimp } from "./oauth/providers/mailchimp.ts";
export { mailru } from "./oauth/providers/mailru.ts";
export { type MastodonOptions, mastodon } from "./oauth/providers/mastodon.ts";
export { type MediawikiOptions, mediawiki } from "./oauth/providers/mediawiki.ts";
export { meetup } from "./oauth/providers/meetup.ts";
export { mercadoLibre } from "./oauth/providers/mercadoLibre.ts";
export { mercadoPago } from "./oauth/providers/mercadoPago.ts";
export { type MicrosoftOptions, microsoft } from "./oauth/providers/microsoft.ts";
export { miro } from "./oauth/providers/miro.ts";
export { myAnimeList } from "./oauth/providers/myAnimeList.ts";
export { naver } from "./oauth/providers/naver.ts";
export { type NetiqOptions, netiq } from "./oauth/providers/netiq.ts";
export { type NextcloudOptions, nextcloud } from "./oauth/providers/nextcloud.ts";
export { notion } from "./oauth/providers/notion.ts";
export { type OdnoklassnikiOptions, odnoklassniki } from "./oauth/providers/odnoklassniki.ts";
export { type OktaOptions, okta } from "./oauth/providers/okta.ts";
export { openStreetMap } from "./oauth/providers/openStreetMap.ts";
export { type OrcidOptions, orcid } from "./oauth/providers/orcid.ts";
export { osu } from "./oauth/providers/osu.ts";
export { patreon } from "./oauth/providers/patreon.ts";
export { type PaypalOptions, paypal } from "./oauth/providers/paypal.ts";
export { pinterest } from "./oauth/providers/pinterest.ts";
export { polar } from "./oauth/providers/polar.ts";
export { questrade } from "./oauth/providers/questrade.ts";
export { reddit } from "./oauth/providers/reddit.ts";
export { roblox } from "./oauth/providers/roblox.ts";
export { type SalesforceOptions, salesforce } from "./oauth/providers/salesforce.ts";
export { type SharefileOptions, sharefile } from "./oauth/providers/sharefile.ts";
export { shikimori } from "./oauth/providers/shikimori.ts";
export { type ShopifyOptions, shopify } from "./oauth/providers/shopify.ts";
export { slack } from "./oauth/providers/slack.ts";
export { snapchat } from "./oauth/providers/snapchat.ts";
export { soundcloud } from "./oauth/providers/soundcloud.ts";
export { spotify } from "./oauth/providers/spotify.ts";
export { type StackExchangeOptions, stackExchange } from "./oauth/providers/stackExchange.ts";
export { startgg } from "./oauth/providers/startgg.ts";
export { strava } from "./oauth/providers/strava.ts";
export { type SynologyOptions, synology } from "./oauth/providers/synology.ts";
export { telegram } from "./oauth/providers/telegram.ts";
export { tiktok } from "./oauth/providers/tiktok.ts";
export { tiltify } from "./oauth/providers/tiltify.ts";
export { type TrainingPeaksOptions, trainingPeaks } from "./oauth/providers/trainingPeaks.ts";
export { tumblr } from "./oauth/providers/tumblr.ts";
export { twitch } from "./oauth/providers/twitch.ts";
export { twitter } from "./oauth/providers/twitter.ts";
export { vimeo } from "./oauth/providers/vimeo.ts";
export { vk } from "./oauth/providers/vk.ts";
export { wahoo } from "./oauth/providers/wahoo.ts";
export { weibo } from "./oauth/providers/weibo.ts";
export { withings } from "./oauth/providers/withings.ts";
export { type WorkosOptions, workos } from "./oauth/providers/workos.ts";
export { yahoo } from "./oauth/providers/yahoo.ts";
export { yandex } from "./oauth/providers/yandex.ts";
export { ynab } from "./oauth/providers/ynab.ts";
export { type ZohoOptions, zoho } from "./oauth/providers/zoho.ts";
export { zoom } from "./oauth/providers/zoom.ts";
export type { ClientAuthentication } from "./oauth/tokenEndpoint.ts";
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
