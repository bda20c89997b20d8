import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { amazon } from "../../../src/oauth/providers/amazon.ts";
import { amazonCognito } from "../../../src/oauth/providers/amazonCognito.ts";
import { anilist } from "../../../src/oauth/providers/anilist.ts";
import { apple } from "../../../src/oauth/providers/apple.ts";
import { asana } from "../../../src/oauth/providers/asana.ts";
import { atlassian } from "../../../src/oauth/providers/atlassian.ts";
import { auth0 } from "../../../src/oauth/providers/auth0.ts";
import { authelia } from "../../../src/oauth/providers/authelia.ts";
import { authentik } from "../../../src/oauth/providers/authentik.ts";
import { autodesk } from "../../../src/oauth/providers/autodesk.ts";
import { basecamp } from "../../../src/oauth/providers/basecamp.ts";
import { battlenet } from "../../../src/oauth/providers/battlenet.ts";
import { bitbucket } from "../../../src/oauth/providers/bitbucket.ts";
import { box } from "../../../src/oauth/providers/box.ts";
import { bungie } from "../../../src/oauth/providers/bungie.ts";
import { cilogon } from "../../../src/oauth/providers/cilogon.ts";
import { clever } from "../../../src/oauth/providers/clever.ts";
import { coinbase } from "../../../src/oauth/providers/coinbase.ts";
import { dataporten } from "../../../src/oauth/providers/dataporten.ts";
import { digitalOcean } from "../../../src/oauth/providers/digitalOcean.ts";
import { discord } from "../../../src/oauth/providers/discord.ts";
import { disqus } from "../../../src/oauth/providers/disqus.ts";
import { donationAlerts } from "../../../src/oauth/providers/donationAlerts.ts";
import { doximity } from "../../../src/oauth/providers/doximity.ts";
import { dribbble } from "../../../src/oauth/providers/dribbble.ts";
import { dropbox } from "../../../src/oauth/providers/dropbox.ts";
import { epicGames } from "../../../src/oauth/providers/epicGames.ts";
import { etsy } from "../../../src/oauth/providers/etsy.ts";
import { eventbrite } from "../../../src/oauth/providers/eventbrite.ts";
import { eveOnline } from "../../../src/oauth/providers/eveOnline.ts";
import { facebook } from "../../../src/oauth/providers/facebook.ts";
import { feishu } from "../../../src/oauth/providers/feishu.ts";
import { figma } from "../../../src/oauth/providers/figma.ts";
import { fortyTwo } from "../../../src/oauth/providers/fortyTwo.ts";
import { frontier } from "../../../src/oauth/providers/frontier.ts";
import { gitea } from "../../../src/oauth/providers/gitea.ts";
import { github } from "../../../src/oauth/providers/github.ts";
import { gitlab } from "../../../src/oauth/providers/gitlab.ts";
import { globus } from "../../../src/oauth/providers/globus.ts";
import { google } from "../../../src/oauth/providers/google.ts";
import { gumroad } from "../../../src/oauth/providers/gumroad.ts";
import { hubspot } from "../../../src/oauth/providers/hubspot.ts";
import { instagram } from "../../../src/oauth/providers/instagram.ts";
import { intuit } from "../../../src/oauth/providers/intuit.ts";
import { kakao } from "../../../src/oauth/providers/kakao.ts";
import { keycloak } from "../../../src/oauth/providers/keycloak.ts";
import { kick } from "../../../src/oauth/providers/kick.ts";
import { lemonldap } from "../../../src/oauth/providers/lemonldap.ts";
import { lichess } from "../../../src/oauth/providers/lichess.ts";
import { line } from "../../../src/oauth/providers/line.ts";
import { linear } from "../../../src/oauth/providers/linear.ts";
import { linkedin } from "../../../src/oauth/providers/linkedin.ts";
import { mailchimp } from "../../../src/oauth/providers/mailchimp.ts";
import { mailru } from "../../../src/oauth/providers/mailru.ts";
import { mastodon } from "../../../src/oauth/providers/mastodon.ts";
import { mediawiki } from "../../../src/oauth/providers/mediawiki.ts";
import { meetup } from "../../../src/oauth/providers/meetup.ts";
import { mercadoLibre } from "../../../src/oauth/providers/mercadoLibre.ts";
import { mercadoPago } from "../../../src/oauth/providers/mercadoPago.ts";
import { microsoft } from "../../../src/oauth/providers/microsoft.ts";
import { miro } from "../../../src/oauth/providers/miro.ts";
import { myAnimeList } from "../../../src/oauth/providers/myAnimeList.ts";
import { naver } from "../../../src/oauth/providers/naver.ts";
import { netiq } from "../../../src/oauth/providers/netiq.ts";
import { nextcloud } from "../../../src/oauth/providers/nextcloud.ts";
import { notion } from "../../../src/oauth/providers/notion.ts";
import { odnoklassniki } from "../../../src/oauth/providers/odnoklassniki.ts";
import { okta } from "../../../src/oauth/providers/okta.ts";
import { openStreetMap } from "../../../src/oauth/providers/openStreetMap.ts";
import { orcid } from "../../../src/oauth/providers/orcid.ts";
import { osu } from "../../../src/oauth/providers/osu.ts";
import { patreon } from "../../../src/oauth/providers/patreon.ts";
import { paypal } from "../../../src/oauth/providers/paypal.ts";
import { pinterest } from "../../../src/oauth/providers/pinterest.ts";
import { polar } from "../../../src/oauth/providers/polar.ts";
import { questrade } from "../../../src/oauth/providers/questrade.ts";
import { reddit } from "../../../src/oauth/providers/reddit.ts";
import { roblox } from "../../../src/oauth/providers/roblox.ts";
import { salesforce } from "../../../src/oauth/providers/salesforce.ts";
import { sharefile } from "../../../src/oauth/providers/sharefile.ts";
import { shikimori } from "../../../src/oauth/providers/shikimori.ts";
import { shopify } from "../../../src/oauth/providers/shopify.ts";
import { slack } from "../../../src/oauth/providers/slack.ts";
import { snapchat } from "../../../src/oauth/providers/snapchat.ts";
import { soundcloud } from "../../../src/oauth/providers/soundcloud.ts";
import { spotify } from "../../../src/oauth/providers/spotify.ts";
import { stackExchange } from "../../../src/oauth/providers/stackExchange.ts";
import { startgg } from "../../../src/oauth/providers/startgg.ts";
import { strava } from "../../../src/oauth/providers/strava.ts";
import { synology } from "../../../src/oauth/providers/synology.ts";
import type { providerTable } from "../../../src/oauth/providers/table.ts";
import { telegram } from "../../../src/oauth/providers/telegram.ts";
import { tiktok } from "../../../src/oauth/providers/tiktok.ts";
import { tiltify } from "../../../src/oauth/providers/tiltify.ts";
import { trainingPeaks } from "../../../src/oauth/providers/trainingPeaks.ts";
import { tumblr } from "../../../src/oauth/providers/tumblr.ts";
import { twitch } from "../../../src/oauth/providers/twitch.ts";
import { twitter } from "../../../src/oauth/providers/twitter.ts";
import { vimeo } from "../../../src/oauth/providers/vimeo.ts";
import { vk } from "../../../src/oauth/providers/vk.ts";
import { wahoo } from "../../../src/oauth/providers/wahoo.ts";
import { weibo } from "../../../src/oauth/providers/weibo.ts";
import { withings } from "../../../src/oauth/providers/withings.ts";
import { workos } from "../../../src/oauth/providers/workos.ts";
import { yahoo } from "../../../src/oauth/providers/yahoo.ts";
import { yandex } from "../../../src/oauth/providers/yandex.ts";
import { ynab } from "../../../src/oauth/providers/ynab.ts";
import { zoho } from "../../../src/oauth/providers/zoho.ts";
import { zoom } from "../../../src/oauth/providers/zoom.ts";
import type { Provider } from "../../../src/ports/provider.ts";

export const app = { clientId: "the-client-id", clientSecret: "the-client-secret" };
export const { privateKey: appleKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

export type ProviderName = keyof typeof providerTable;

/** Each provider with an app's typical options, created again at each call. */
export const providers: Record<ProviderName, () => Provider> = {
  amazon: () => amazon(app),
  amazonCognito: () => amazonCognito({ ...app, region: "eu-central-1", userPoolId: "eu-central-1_aBcDeFgHi" }),
  anilist: () => anilist(app),
  apple: () => apple({ clientId: app.clientId, teamId: "TEAM", keyId: "KEY", privateKey: appleKey }),
  asana: () => asana(app),
  atlassian: () => atlassian(app),
  auth0: () => auth0({ ...app, domain: "acme.eu.auth0.com" }),
  authelia: () => authelia({ ...app, instance: "https://auth.acme.com/" }),
  authentik: () => authentik({ ...app, instance: "https://authentik.acme.com", application: "demo" }),
  autodesk: () => autodesk(app),
  basecamp: () => basecamp(app),
  battlenet: () => battlenet(app),
  bitbucket: () => bitbucket(app),
  box: () => box(app),
  bungie: () => bungie({ ...app, apiKey: "the-api-key" }),
  cilogon: () => cilogon(app),
  clever: () => clever(app),
  coinbase: () => coinbase(app),
  dataporten: () => dataporten(app),
  digitalOcean: () => digitalOcean(app),
  discord: () => discord(app),
  disqus: () => disqus(app),
  donationAlerts: () => donationAlerts(app),
  doximity: () => doximity(app),
  dribbble: () => dribbble(app),
  dropbox: () => dropbox(app),
  epicGames: () => epicGames(app),
  etsy: () => etsy({ clientId: app.clientId, sharedSecret: app.clientSecret }),
  eventbrite: () => eventbrite(app),
  eveOnline: () => eveOnline(app),
  facebook: () => facebook(app),
  feishu: () => feishu(app),
  figma: () => figma(app),
  fortyTwo: () => fortyTwo(app),
  frontier: () => frontier({ clientId: app.clientId }),
  gitea: () => gitea({ ...app, instance: "https://gitea.acme.com/" }),
  github: () => github(app),
  gitlab: () => gitlab(app),
  globus: () => globus(app),
  google: () => google(app),
  gumroad: () => gumroad(app),
  hubspot: () => hubspot(app),
  instagram: () => instagram(app),
  intuit: () => intuit(app),
  kakao: () => kakao(app),
  keycloak: () => keycloak({ ...app, realm: "https://keycloak.acme.com/realms/acme" }),
  kick: () => kick(app),
  lemonldap: () => lemonldap({ ...app, issuer: "https://auth.acme.com" }),
  lichess: () => lichess({ clientId: app.clientId }),
  line: () => line(app),
  linear: () => linear(app),
  linkedin: () => linkedin(app),
  mailchimp: () => mailchimp(app),
  mailru: () => mailru(app),
  mastodon: () => mastodon({ ...app, instance: "https://mastodon.social" }),
  mediawiki: () => mediawiki(app),
  meetup: () => meetup(app),
  mercadoLibre: () => mercadoLibre(app),
  mercadoPago: () => mercadoPago(app),
  microsoft: () => microsoft(app),
  miro: () => miro(app),
  myAnimeList: () => myAnimeList(app),
  naver: () => naver(app),
  netiq: () => netiq({ ...app, instance: "https://access.acme.com" }),
  nextcloud: () => nextcloud({ ...app, instance: "https://cloud.acme.com/" }),
  notion: () => notion(app),
  odnoklassniki: () => odnoklassniki({ ...app, applicationKey: "the-application-key" }),
  okta: () => okta({ ...app, domain: "acme.okta.com", authorizationServer: "default" }),
  openStreetMap: () => openStreetMap(app),
  orcid: () => orcid(app),
  osu: () => osu(app),
  patreon: () => patreon(app),
  paypal: () => paypal(app),
  pinterest: () => pinterest(app),
  polar: () => polar(app),
  questrade: () => questrade({ clientId: app.clientId }),
  reddit: () => reddit(app),
  roblox: () => roblox(app),
  salesforce: () => salesforce(app),
  sharefile: () => sharefile({ ...app, subdomain: "acme" }),
  shikimori: () => shikimori(app),
  shopify: () => shopify({ ...app, shop: "acme.myshopify.com" }),
  slack: () => slack(app),
  snapchat: () => snapchat(app),
  soundcloud: () => soundcloud(app),
  spotify: () => spotify(app),
  stackExchange: () => stackExchange({ ...app, key: "the-key" }),
  startgg: () => startgg(app),
  strava: () => strava(app),
  synology: () => synology({ ...app, instance: "https://nas.acme.com" }),
  telegram: () => telegram(app),
  tiktok: () => tiktok(app),
  tiltify: () => tiltify(app),
  trainingPeaks: () => trainingPeaks(app),
  tumblr: () => tumblr(app),
  twitch: () => twitch(app),
  twitter: () => twitter({ ...app, scopes: ["users.read", "tweet.read", "users.email"] }),
  vimeo: () => vimeo(app),
  vk: () => vk({ clientId: app.clientId }),
  wahoo: () => wahoo(app),
  weibo: () => weibo(app),
  withings: () => withings(app),
  workos: () => workos({ ...app, organization: "org_01J2K8S0B5E7H9K2N4Q6T8ADAX" }),
  yahoo: () => yahoo(app),
  yandex: () => yandex(app),
  ynab: () => ynab(app),
  zoho: () => zoho(app),
  zoom: () => zoom(app),
};

/**
 * A provider's responses, from the file of its name: not recorded. `sources` are the pages on which they are based, and
 * what each of them shows; the values are made up.
 */
export function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"));
}
