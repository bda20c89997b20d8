import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Provider } from "../../ports/provider.ts";
import { amazonCognito } from "../providers/amazonCognito.ts";
import { anilist } from "../providers/anilist.ts";
import { apple } from "../providers/apple.ts";
import { atlassian } from "../providers/atlassian.ts";
import { auth0 } from "../providers/auth0.ts";
import { authentik } from "../providers/authentik.ts";
import { autodesk } from "../providers/autodesk.ts";
import { battlenet } from "../providers/battlenet.ts";
import { bitbucket } from "../providers/bitbucket.ts";
import { box } from "../providers/box.ts";
import { bungie } from "../providers/bungie.ts";
import { coinbase } from "../providers/coinbase.ts";
import { discord } from "../providers/discord.ts";
import { donationAlerts } from "../providers/donationAlerts.ts";
import { dribbble } from "../providers/dribbble.ts";
import { dropbox } from "../providers/dropbox.ts";
import { epicGames } from "../providers/epicGames.ts";
import { etsy } from "../providers/etsy.ts";
import { facebook } from "../providers/facebook.ts";
import { figma } from "../providers/figma.ts";
import { fortyTwo } from "../providers/fortyTwo.ts";
import { gitea } from "../providers/gitea.ts";
import { github } from "../providers/github.ts";
import { gitlab } from "../providers/gitlab.ts";
import { google } from "../providers/google.ts";
import { intuit } from "../providers/intuit.ts";
import { kakao } from "../providers/kakao.ts";
import { keycloak } from "../providers/keycloak.ts";
import { kick } from "../providers/kick.ts";
import { lichess } from "../providers/lichess.ts";
import { line } from "../providers/line.ts";
import { linear } from "../providers/linear.ts";
import { linkedin } from "../providers/linkedin.ts";
import { mastodon } from "../providers/mastodon.ts";
import { mercadoLibre } from "../providers/mercadoLibre.ts";
import { mercadoPago } from "../providers/mercadoPago.ts";
import { microsoft } from "../providers/microsoft.ts";
import { myAnimeList } from "../providers/myAnimeList.ts";
import { naver } from "../providers/naver.ts";
import { notion } from "../providers/notion.ts";
import { okta } from "../providers/okta.ts";
import { osu } from "../providers/osu.ts";
import { patreon } from "../providers/patreon.ts";
import { polar } from "../providers/polar.ts";
import { reddit } from "../providers/reddit.ts";
import { roblox } from "../providers/roblox.ts";
import { salesforce } from "../providers/salesforce.ts";
import { shikimori } from "../providers/shikimori.ts";
import { slack } from "../providers/slack.ts";
import { spotify } from "../providers/spotify.ts";
import { startgg } from "../providers/startgg.ts";
import { strava } from "../providers/strava.ts";
import { synology } from "../providers/synology.ts";
import type { providerTable } from "../providers/table.ts";
import { tiktok } from "../providers/tiktok.ts";
import { tiltify } from "../providers/tiltify.ts";
import { tumblr } from "../providers/tumblr.ts";
import { twitch } from "../providers/twitch.ts";
import { twitter } from "../providers/twitter.ts";
import { vk } from "../providers/vk.ts";
import { withings } from "../providers/withings.ts";
import { workos } from "../providers/workos.ts";
import { yahoo } from "../providers/yahoo.ts";
import { yandex } from "../providers/yandex.ts";
import { zoom } from "../providers/zoom.ts";

export const app = { clientId: "the-client-id", clientSecret: "the-client-secret" };
export const { privateKey: appleKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

export type ProviderName = keyof typeof providerTable;

/** Each provider with options as an app would write them, made anew at each call. */
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
  workos: () => workos({ ...app, organization: "org_01EHWNCE74X7JSDV0X3SZ3KJNY" }),
  yahoo: () => yahoo(app),
  yandex: () => yandex(app),
  zoom: () => zoom(app),
};

/** What a provider answers, from the file of its name. */
export function readRecorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"));
}
