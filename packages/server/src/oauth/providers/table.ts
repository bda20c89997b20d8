import type { ProviderAbout } from "../about.ts";
import { aboutAmazonCognito } from "./amazonCognito.ts";
import { aboutAnilist } from "./anilist.ts";
import { aboutApple } from "./apple.ts";
import { aboutAtlassian } from "./atlassian.ts";
import { aboutAuth0 } from "./auth0.ts";
import { aboutAuthentik } from "./authentik.ts";
import { aboutAutodesk } from "./autodesk.ts";
import { aboutBattlenet } from "./battlenet.ts";
import { aboutBitbucket } from "./bitbucket.ts";
import { aboutBox } from "./box.ts";
import { aboutBungie } from "./bungie.ts";
import { aboutCoinbase } from "./coinbase.ts";
import { aboutDiscord } from "./discord.ts";
import { aboutDonationAlerts } from "./donationAlerts.ts";
import { aboutDribbble } from "./dribbble.ts";
import { aboutDropbox } from "./dropbox.ts";
import { aboutEpicGames } from "./epicGames.ts";
import { aboutEtsy } from "./etsy.ts";
import { aboutFacebook } from "./facebook.ts";
import { aboutFigma } from "./figma.ts";
import { aboutFortyTwo } from "./fortyTwo.ts";
import { aboutGitea } from "./gitea.ts";
import { aboutGithub } from "./github.ts";
import { aboutGitlab } from "./gitlab.ts";
import { aboutGoogle } from "./google.ts";
import { aboutIntuit } from "./intuit.ts";
import { aboutKakao } from "./kakao.ts";
import { aboutKeycloak } from "./keycloak.ts";
import { aboutKick } from "./kick.ts";
import { aboutLichess } from "./lichess.ts";
import { aboutLine } from "./line.ts";
import { aboutLinear } from "./linear.ts";
import { aboutLinkedin } from "./linkedin.ts";
import { aboutMastodon } from "./mastodon.ts";
import { aboutMercadoLibre } from "./mercadoLibre.ts";
import { aboutMercadoPago } from "./mercadoPago.ts";
import { aboutMicrosoft } from "./microsoft.ts";
import { aboutMyAnimeList } from "./myAnimeList.ts";
import { aboutNaver } from "./naver.ts";
import { aboutNotion } from "./notion.ts";
import { aboutOkta } from "./okta.ts";
import { aboutOsu } from "./osu.ts";
import { aboutPatreon } from "./patreon.ts";
import { aboutPolar } from "./polar.ts";
import { aboutReddit } from "./reddit.ts";
import { aboutRoblox } from "./roblox.ts";
import { aboutSalesforce } from "./salesforce.ts";
import { aboutShikimori } from "./shikimori.ts";
import { aboutSlack } from "./slack.ts";
import { aboutSpotify } from "./spotify.ts";
import { aboutStartgg } from "./startgg.ts";
import { aboutStrava } from "./strava.ts";
import { aboutSynology } from "./synology.ts";
import { aboutTiktok } from "./tiktok.ts";
import { aboutTiltify } from "./tiltify.ts";
import { aboutTumblr } from "./tumblr.ts";
import { aboutTwitch } from "./twitch.ts";
import { aboutTwitter } from "./twitter.ts";
import { aboutVk } from "./vk.ts";
import { aboutWithings } from "./withings.ts";
import { aboutWorkos } from "./workos.ts";
import { aboutYahoo } from "./yahoo.ts";
import { aboutYandex } from "./yandex.ts";
import { aboutZoom } from "./zoom.ts";

/** Every ready-made provider, by the name of its function. */
export const providerTable = {
  amazonCognito: aboutAmazonCognito,
  anilist: aboutAnilist,
  apple: aboutApple,
  atlassian: aboutAtlassian,
  auth0: aboutAuth0,
  authentik: aboutAuthentik,
  autodesk: aboutAutodesk,
  battlenet: aboutBattlenet,
  bitbucket: aboutBitbucket,
  box: aboutBox,
  bungie: aboutBungie,
  coinbase: aboutCoinbase,
  discord: aboutDiscord,
  donationAlerts: aboutDonationAlerts,
  dribbble: aboutDribbble,
  dropbox: aboutDropbox,
  epicGames: aboutEpicGames,
  etsy: aboutEtsy,
  facebook: aboutFacebook,
  figma: aboutFigma,
  fortyTwo: aboutFortyTwo,
  gitea: aboutGitea,
  github: aboutGithub,
  gitlab: aboutGitlab,
  google: aboutGoogle,
  intuit: aboutIntuit,
  kakao: aboutKakao,
  keycloak: aboutKeycloak,
  kick: aboutKick,
  lichess: aboutLichess,
  line: aboutLine,
  linear: aboutLinear,
  linkedin: aboutLinkedin,
  mastodon: aboutMastodon,
  mercadoLibre: aboutMercadoLibre,
  mercadoPago: aboutMercadoPago,
  microsoft: aboutMicrosoft,
  myAnimeList: aboutMyAnimeList,
  naver: aboutNaver,
  notion: aboutNotion,
  okta: aboutOkta,
  osu: aboutOsu,
  patreon: aboutPatreon,
  polar: aboutPolar,
  reddit: aboutReddit,
  roblox: aboutRoblox,
  salesforce: aboutSalesforce,
  shikimori: aboutShikimori,
  slack: aboutSlack,
  spotify: aboutSpotify,
  startgg: aboutStartgg,
  strava: aboutStrava,
  synology: aboutSynology,
  tiktok: aboutTiktok,
  tiltify: aboutTiltify,
  tumblr: aboutTumblr,
  twitch: aboutTwitch,
  twitter: aboutTwitter,
  vk: aboutVk,
  withings: aboutWithings,
  workos: aboutWorkos,
  yahoo: aboutYahoo,
  yandex: aboutYandex,
  zoom: aboutZoom,
} satisfies Readonly<Record<string, ProviderAbout>>;
