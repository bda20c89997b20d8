import type { ProviderAbout } from "../about.ts";
import { aboutAmazon } from "./amazon.ts";
import { aboutAmazonCognito } from "./amazonCognito.ts";
import { aboutAnilist } from "./anilist.ts";
import { aboutApple } from "./apple.ts";
import { aboutAsana } from "./asana.ts";
import { aboutAtlassian } from "./atlassian.ts";
import { aboutAuth0 } from "./auth0.ts";
import { aboutAuthelia } from "./authelia.ts";
import { aboutAuthentik } from "./authentik.ts";
import { aboutAutodesk } from "./autodesk.ts";
import { aboutBasecamp } from "./basecamp.ts";
import { aboutBattlenet } from "./battlenet.ts";
import { aboutBitbucket } from "./bitbucket.ts";
import { aboutBox } from "./box.ts";
import { aboutBungie } from "./bungie.ts";
import { aboutCilogon } from "./cilogon.ts";
import { aboutClever } from "./clever.ts";
import { aboutCoinbase } from "./coinbase.ts";
import { aboutDataporten } from "./dataporten.ts";
import { aboutDigitalOcean } from "./digitalOcean.ts";
import { aboutDiscord } from "./discord.ts";
import { aboutDisqus } from "./disqus.ts";
import { aboutDonationAlerts } from "./donationAlerts.ts";
import { aboutDoximity } from "./doximity.ts";
import { aboutDribbble } from "./dribbble.ts";
import { aboutDropbox } from "./dropbox.ts";
import { aboutEpicGames } from "./epicGames.ts";
import { aboutEtsy } from "./etsy.ts";
import { aboutEventbrite } from "./eventbrite.ts";
import { aboutEveOnline } from "./eveOnline.ts";
import { aboutFacebook } from "./facebook.ts";
import { aboutFeishu } from "./feishu.ts";
import { aboutFigma } from "./figma.ts";
import { aboutFortyTwo } from "./fortyTwo.ts";
import { aboutFrontier } from "./frontier.ts";
import { aboutGitea } from "./gitea.ts";
import { aboutGithub } from "./github.ts";
import { aboutGitlab } from "./gitlab.ts";
import { aboutGlobus } from "./globus.ts";
import { aboutGoogle } from "./google.ts";
import { aboutGumroad } from "./gumroad.ts";
import { aboutHubspot } from "./hubspot.ts";
import { aboutInstagram } from "./instagram.ts";
import { aboutIntuit } from "./intuit.ts";
import { aboutKakao } from "./kakao.ts";
import { aboutKeycloak } from "./keycloak.ts";
import { aboutKick } from "./kick.ts";
import { aboutLemonldap } from "./lemonldap.ts";
import { aboutLichess } from "./lichess.ts";
import { aboutLine } from "./line.ts";
import { aboutLinear } from "./linear.ts";
import { aboutLinkedin } from "./linkedin.ts";
import { aboutMailchimp } from "./mailchimp.ts";
import { aboutMailru } from "./mailru.ts";
import { aboutMastodon } from "./mastodon.ts";
import { aboutMediawiki } from "./mediawiki.ts";
import { aboutMeetup } from "./meetup.ts";
import { aboutMercadoLibre } from "./mercadoLibre.ts";
import { aboutMercadoPago } from "./mercadoPago.ts";
import { aboutMicrosoft } from "./microsoft.ts";
import { aboutMiro } from "./miro.ts";
import { aboutMyAnimeList } from "./myAnimeList.ts";
import { aboutNaver } from "./naver.ts";
import { aboutNetiq } from "./netiq.ts";
import { aboutNextcloud } from "./nextcloud.ts";
import { aboutNotion } from "./notion.ts";
import { aboutOdnoklassniki } from "./odnoklassniki.ts";
import { aboutOkta } from "./okta.ts";
import { aboutOpenStreetMap } from "./openStreetMap.ts";
import { aboutOrcid } from "./orcid.ts";
import { aboutOsu } from "./osu.ts";
import { aboutPatreon } from "./patreon.ts";
import { aboutPaypal } from "./paypal.ts";
import { aboutPinterest } from "./pinterest.ts";
import { aboutPolar } from "./polar.ts";
import { aboutQuestrade } from "./questrade.ts";
import { aboutReddit } from "./reddit.ts";
import { aboutRoblox } from "./roblox.ts";
import { aboutSalesforce } from "./salesforce.ts";
import { aboutSharefile } from "./sharefile.ts";
import { aboutShikimori } from "./shikimori.ts";
import { aboutShopify } from "./shopify.ts";
import { aboutSlack } from "./slack.ts";
import { aboutSnapchat } from "./snapchat.ts";
import { aboutSoundcloud } from "./soundcloud.ts";
import { aboutSpotify } from "./spotify.ts";
import { aboutStackExchange } from "./stackExchange.ts";
import { aboutStartgg } from "./startgg.ts";
import { aboutStrava } from "./strava.ts";
import { aboutSynology } from "./synology.ts";
import { aboutTelegram } from "./telegram.ts";
import { aboutTiktok } from "./tiktok.ts";
import { aboutTiltify } from "./tiltify.ts";
import { aboutTrainingPeaks } from "./trainingPeaks.ts";
import { aboutTumblr } from "./tumblr.ts";
import { aboutTwitch } from "./twitch.ts";
import { aboutTwitter } from "./twitter.ts";
import { aboutVimeo } from "./vimeo.ts";
import { aboutVk } from "./vk.ts";
import { aboutWahoo } from "./wahoo.ts";
import { aboutWeibo } from "./weibo.ts";
import { aboutWithings } from "./withings.ts";
import { aboutWorkos } from "./workos.ts";
import { aboutYahoo } from "./yahoo.ts";
import { aboutYandex } from "./yandex.ts";
import { aboutYnab } from "./ynab.ts";
import { aboutZoho } from "./zoho.ts";
import { aboutZoom } from "./zoom.ts";

/** Every ready-made provider, by the name of its function. */
export const providerTable = {
  amazon: aboutAmazon,
  amazonCognito: aboutAmazonCognito,
  anilist: aboutAnilist,
  apple: aboutApple,
  asana: aboutAsana,
  atlassian: aboutAtlassian,
  auth0: aboutAuth0,
  authelia: aboutAuthelia,
  authentik: aboutAuthentik,
  autodesk: aboutAutodesk,
  basecamp: aboutBasecamp,
  battlenet: aboutBattlenet,
  bitbucket: aboutBitbucket,
  box: aboutBox,
  bungie: aboutBungie,
  cilogon: aboutCilogon,
  clever: aboutClever,
  coinbase: aboutCoinbase,
  dataporten: aboutDataporten,
  digitalOcean: aboutDigitalOcean,
  discord: aboutDiscord,
  disqus: aboutDisqus,
  donationAlerts: aboutDonationAlerts,
  doximity: aboutDoximity,
  dribbble: aboutDribbble,
  dropbox: aboutDropbox,
  epicGames: aboutEpicGames,
  etsy: aboutEtsy,
  eventbrite: aboutEventbrite,
  eveOnline: aboutEveOnline,
  facebook: aboutFacebook,
  feishu: aboutFeishu,
  figma: aboutFigma,
  fortyTwo: aboutFortyTwo,
  frontier: aboutFrontier,
  gitea: aboutGitea,
  github: aboutGithub,
  gitlab: aboutGitlab,
  globus: aboutGlobus,
  google: aboutGoogle,
  gumroad: aboutGumroad,
  hubspot: aboutHubspot,
  instagram: aboutInstagram,
  intuit: aboutIntuit,
  kakao: aboutKakao,
  keycloak: aboutKeycloak,
  kick: aboutKick,
  lemonldap: aboutLemonldap,
  lichess: aboutLichess,
  line: aboutLine,
  linear: aboutLinear,
  linkedin: aboutLinkedin,
  mailchimp: aboutMailchimp,
  mailru: aboutMailru,
  mastodon: aboutMastodon,
  mediawiki: aboutMediawiki,
  meetup: aboutMeetup,
  mercadoLibre: aboutMercadoLibre,
  mercadoPago: aboutMercadoPago,
  microsoft: aboutMicrosoft,
  miro: aboutMiro,
  myAnimeList: aboutMyAnimeList,
  naver: aboutNaver,
  netiq: aboutNetiq,
  nextcloud: aboutNextcloud,
  notion: aboutNotion,
  odnoklassniki: aboutOdnoklassniki,
  okta: aboutOkta,
  openStreetMap: aboutOpenStreetMap,
  orcid: aboutOrcid,
  osu: aboutOsu,
  patreon: aboutPatreon,
  paypal: aboutPaypal,
  pinterest: aboutPinterest,
  polar: aboutPolar,
  questrade: aboutQuestrade,
  reddit: aboutReddit,
  roblox: aboutRoblox,
  salesforce: aboutSalesforce,
  sharefile: aboutSharefile,
  shikimori: aboutShikimori,
  shopify: aboutShopify,
  slack: aboutSlack,
  snapchat: aboutSnapchat,
  soundcloud: aboutSoundcloud,
  spotify: aboutSpotify,
  stackExchange: aboutStackExchange,
  startgg: aboutStartgg,
  strava: aboutStrava,
  synology: aboutSynology,
  telegram: aboutTelegram,
  tiktok: aboutTiktok,
  tiltify: aboutTiltify,
  trainingPeaks: aboutTrainingPeaks,
  tumblr: aboutTumblr,
  twitch: aboutTwitch,
  twitter: aboutTwitter,
  vimeo: aboutVimeo,
  vk: aboutVk,
  wahoo: aboutWahoo,
  weibo: aboutWeibo,
  withings: aboutWithings,
  workos: aboutWorkos,
  yahoo: aboutYahoo,
  yandex: aboutYandex,
  ynab: aboutYnab,
  zoho: aboutZoho,
  zoom: aboutZoom,
} satisfies Readonly<Record<string, ProviderAbout>>;
