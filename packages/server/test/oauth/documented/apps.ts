import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { amazonCognito } from "../../../src/oauth/providers/amazonCognito.ts";
import { anilist } from "../../../src/oauth/providers/anilist.ts";
import { apple } from "../../../src/oauth/providers/apple.ts";
import { atlassian } from "../../../src/oauth/providers/atlassian.ts";
import { auth0 } from "../../../src/oauth/providers/auth0.ts";
import { authentik } from "../../../src/oauth/providers/authentik.ts";
import { autodesk } from "../../../src/oauth/providers/autodesk.ts";
import { battlenet } from "../../../src/oauth/providers/battlenet.ts";
import { bitbucket } from "../../../src/oauth/providers/bitbucket.ts";
import { box } from "../../../src/oauth/providers/box.ts";
import { bungie } from "../../../src/oauth/providers/bungie.ts";
import { coinbase } from "../../../src/oauth/providers/coinbase.ts";
import { discord } from "../../../src/oauth/providers/discord.ts";
import { donationAlerts } from "../../../src/oauth/providers/donationAlerts.ts";
import { dribbble } from "../../../src/oauth/providers/dribbble.ts";
import { dropbox } from "../../../src/oauth/providers/dropbox.ts";
import { epicGames } from "../../../src/oauth/providers/epicGames.ts";
import { etsy } from "../../../src/oauth/providers/etsy.ts";
import { facebook } from "../../../src/oauth/providers/facebook.ts";
import { figma } from "../../../src/oauth/providers/figma.ts";
import { fortyTwo } from "../../../src/oauth/providers/fortyTwo.ts";
import { gitea } from "../../../src/oauth/providers/gitea.ts";
import { github } from "../../../src/oauth/providers/github.ts";
import { gitlab } from "../../../src/oauth/providers/gitlab.ts";
import { google } from "../../../src/oauth/providers/google.ts";
import { intuit } from "../../../src/oauth/providers/intuit.ts";
import { kakao } from "../../../src/oauth/providers/kakao.ts";
import { keycloak } from "../../../src/oauth/providers/keycloak.ts";
import { kick } from "../../../src/oauth/providers/kick.ts";
import { lichess } from "../../../src/oauth/providers/lichess.ts";
import { line } from "../../../src/oauth/providers/line.ts";
import { linear } from "../../../src/oauth/providers/linear.ts";
import { linkedin } from "../../../src/oauth/providers/linkedin.ts";
import { mastodon } from "../../../src/oauth/providers/mastodon.ts";
import { mercadoLibre } from "../../../src/oauth/providers/mercadoLibre.ts";
import { mercadoPago } from "../../../src/oauth/providers/mercadoPago.ts";
import { microsoft } from "../../../src/oauth/providers/microsoft.ts";
import { myAnimeList } from "../../../src/oauth/providers/myAnimeList.ts";
import { naver } from "../../../src/oauth/providers/naver.ts";
import { notion } from "../../../src/oauth/providers/notion.ts";
import { okta } from "../../../src/oauth/providers/okta.ts";
import { osu } from "../../../src/oauth/providers/osu.ts";
import { patreon } from "../../../src/oauth/providers/patreon.ts";
import { polar } from "../../../src/oauth/providers/polar.ts";
import { reddit } from "../../../src/oauth/providers/reddit.ts";
import { roblox } from "../../../src/oauth/providers/roblox.ts";
import { salesforce } from "../../../src/oauth/providers/salesforce.ts";
import { shikimori } from "../../../src/oauth/providers/shikimori.ts";
import { slack } from "../../../src/oauth/providers/slack.ts";
import { spotify } from "../../../src/oauth/providers/spotify.ts";
import { startgg } from "../../../src/oauth/providers/startgg.ts";
import { strava } from "../../../src/oauth/providers/strava.ts";
import { synology } from "../../../src/oauth/providers/synology.ts";
import type { providerTable } from "../../../src/oauth/providers/table.ts";
import { tiktok } from "../../../src/oauth/providers/tiktok.ts";
import { tiltify } from "../../../src/oauth/providers/tiltify.ts";
import { tumblr } from "../../../src/oauth/providers/tumblr.ts";
import { twitch } from "../../../src/oauth/providers/twitch.ts";
import { twitter } from "../../../src/oauth/providers/twitter.ts";
import { vk } from "../../../src/oauth/providers/vk.ts";
import { withings } from "../../../src/oauth/providers/withings.ts";
import { workos } from "../../../src/oauth/providers/workos.ts";
import { yahoo } from "../../../src/oauth/providers/yahoo.ts";
import { yandex } from "../../../src/oauth/providers/yandex.ts";
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
  amazonCognito: () => amazonCognito({ ...app, region: "eu-central-1", userPoolId: "eu-central-1_aBcDeFgHi" }),
  anilist: () => anilist(app),
  apple: () => apple({ clientId: app.clientId, teamId: "TEAM", keyId: "KEY", privateKey: appleKey }),
  atlassian: () => atlassian(app),
  auth0: () => auth0({ ...app, domain: "acme.eu.auth0.com" }),
  authentik: () => authentik({ ...app, instance: "https://authentik.acme.com", application: "demo" }),
  autodesk: () => autodesk(app),
  battlenet: () => battlenet(app),
  bitbucket: () => bitbucket(app),
  box: () => box(app),
  bungie: () => bungie({ ...app, apiKey: "the-api-key" }),
  coinbase: () => coinbase(app),
  discord: () => discord(app),
  donationAlerts: () => donationAlerts(app),
  dribbble: () => dribbble(app),
  dropbox: () => dropbox(app),
  epicGames: () => epicGames(app),
  etsy: () => etsy({ clientId: app.clientId, sharedSecret: app.clientSecret }),
  facebook: () => facebook(app),
  figma: () => figma(app),
  fortyTwo: () => fortyTwo(app),
  gitea: () => gitea({ ...app, instance: "https://gitea.acme.com/" }),
  github: () => github(app),
  gitlab: () => gitlab(app),
  google: () => google(app),
  intuit: () => intuit(app),
  kakao: () => kakao(app),
  keycloak: () => keycloak({ ...app, realm: "https://keycloak.acme.com/realms/acme" }),
  kick: () => kick(app),
  lichess: () => lichess({ clientId: app.clientId }),
  line: () => line(app),
  linear: () => linear(app),
  linkedin: () => linkedin(app),
  mastodon: () => mastodon({ ...app, instance: "https://mastodon.social" }),
  mercadoLibre: () => mercadoLibre(app),
  mercadoPago: () => mercadoPago(app),
  microsoft: () => microsoft(app),
  myAnimeList: () => myAnimeList(app),
  naver: () => naver(app),
  notion: () => notion(app),
  okta: () => okta({ ...app, domain: "acme.okta.com", authorizationServer: "default" }),
  osu: () => osu(app),
  patreon: () => patreon(app),
  polar: () => polar(app),
  reddit: () => reddit(app),
  roblox: () => roblox(app),
  salesforce: () => salesforce(app),
  shikimori: () => shikimori(app),
  slack: () => slack(app),
  spotify: () => spotify(app),
  startgg: () => startgg(app),
  strava: () => strava(app),
  synology: () => synology({ ...app, instance: "https://nas.acme.com" }),
  tiktok: () => tiktok(app),
  tiltify: () => tiltify(app),
  tumblr: () => tumblr(app),
  twitch: () => twitch(app),
  twitter: () => twitter({ ...app, scopes: ["users.read", "tweet.read", "users.email"] }),
  vk: () => vk({ clientId: app.clientId }),
  withings: () => withings(app),
  workos: () => workos({ ...app, organization: "org_01J2K8S0B5E7H9K2N4Q6T8ADAX" }),
  yahoo: () => yahoo(app),
  yandex: () => yandex(app),
  zoom: () => zoom(app),
};

/**
 * A provider's responses, from the file of its name: not recorded. `sources` are the pages on which they are based, and
 * what each of them shows; the values are made up.
 */
export function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"));
}
