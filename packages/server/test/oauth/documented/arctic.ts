import { createPrivateKey } from "node:crypto";
import * as arctic from "arctic";
import { app, type ProviderName, appleKey as pem } from "./apps.ts";

const { clientId: id, clientSecret: secret } = app;
/** One login: the input for us and arctic. */
export const LOGIN = {
  state: "the-state",
  nonce: "the-nonce",
  codeVerifier: "the-code-verifier-of-at-least-forty-three-characters",
  redirectUri: "https://app.example/auth/callback",
  code: "the-authorization-code",
};
const { state, codeVerifier: verifier, redirectUri: uri, code } = LOGIN;
const appleKey = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });

/** The authorization URL for these scopes, and the exchange of the code. */
type ArcticLogin = (scopes: string[]) => [URL, () => Promise<unknown>];

/** arctic's client of each provider that it knows. */
export const arcticLogins = {
  amazonCognito: (scopes) => {
    const client = new arctic.AmazonCognito("acme.auth.eu-central-1.amazoncognito.com", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  anilist: () => {
    const client = new arctic.AniList(id, secret, uri);
    return [client.createAuthorizationURL(state), () => client.validateAuthorizationCode(code)];
  },
  apple: (scopes) => {
    const client = new arctic.Apple(id, "TEAM", "KEY", appleKey, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  atlassian: (scopes) => {
    const client = new arctic.Atlassian(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  auth0: (scopes) => {
    const client = new arctic.Auth0("acme.eu.auth0.com", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  authentik: (scopes) => {
    const client = new arctic.Authentik("https://authentik.acme.com", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  autodesk: (scopes) => {
    const client = new arctic.Autodesk(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  battlenet: (scopes) => {
    const client = new arctic.BattleNet(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  bitbucket: () => {
    const client = new arctic.Bitbucket(id, secret, uri);
    return [client.createAuthorizationURL(state), () => client.validateAuthorizationCode(code)];
  },
  box: (scopes) => {
    const client = new arctic.Box(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  bungie: (scopes) => {
    const client = new arctic.Bungie(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  coinbase: (scopes) => {
    const client = new arctic.Coinbase(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  discord: (scopes) => {
    const client = new arctic.Discord(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  donationAlerts: (scopes) => {
    const client = new arctic.DonationAlerts(id, secret, uri);
    return [client.createAuthorizationURL(scopes), () => client.validateAuthorizationCode(code)];
  },
  dribbble: (scopes) => {
    const client = new arctic.Dribbble(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  dropbox: (scopes) => {
    const client = new arctic.Dropbox(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  epicGames: (scopes) => {
    const client = new arctic.EpicGames(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  etsy: (scopes) => {
    const client = new arctic.Etsy(id, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  facebook: (scopes) => {
    const client = new arctic.Facebook(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  figma: (scopes) => {
    const client = new arctic.Figma(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  fortyTwo: (scopes) => {
    const client = new arctic.FortyTwo(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  gitea: (scopes) => {
    const client = new arctic.Gitea("https://gitea.acme.com", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  github: (scopes) => {
    const client = new arctic.GitHub(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  gitlab: (scopes) => {
    const client = new arctic.GitLab("https://gitlab.com", id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  google: (scopes) => {
    const client = new arctic.Google(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  intuit: (scopes) => {
    const client = new arctic.Intuit(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  kakao: (scopes) => {
    const client = new arctic.Kakao(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  keycloak: (scopes) => {
    const client = new arctic.KeyCloak("https://keycloak.acme.com/realms/acme", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  kick: (scopes) => {
    const client = new arctic.Kick(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  lichess: (scopes) => {
    const client = new arctic.Lichess(id, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  line: (scopes) => {
    const client = new arctic.Line(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  linear: (scopes) => {
    const client = new arctic.Linear(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  linkedin: (scopes) => {
    const client = new arctic.LinkedIn(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  mastodon: (scopes) => {
    const client = new arctic.Mastodon("https://mastodon.social", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  mercadoLibre: () => {
    const client = new arctic.MercadoLibre(id, secret, uri);
    return [client.createAuthorizationURL(state, verifier), () => client.validateAuthorizationCode(code, verifier)];
  },
  mercadoPago: () => {
    const client = new arctic.MercadoPago(id, secret, uri);
    return [client.createAuthorizationURL(state, verifier), () => client.validateAuthorizationCode(code, verifier)];
  },
  microsoft: (scopes) => {
    const client = new arctic.MicrosoftEntraId("common", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  myAnimeList: () => {
    const client = new arctic.MyAnimeList(id, secret, uri);
    return [client.createAuthorizationURL(state, verifier), () => client.validateAuthorizationCode(code, verifier)];
  },
  naver: () => {
    const client = new arctic.Naver(id, secret, uri);
    return [client.createAuthorizationURL(), () => client.validateAuthorizationCode(code)];
  },
  notion: () => {
    const client = new arctic.Notion(id, secret, uri);
    return [client.createAuthorizationURL(state), () => client.validateAuthorizationCode(code)];
  },
  okta: (scopes) => {
    const client = new arctic.Okta("acme.okta.com", "default", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  osu: (scopes) => {
    const client = new arctic.Osu(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  patreon: (scopes) => {
    const client = new arctic.Patreon(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  polar: (scopes) => {
    const client = new arctic.Polar(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  reddit: (scopes) => {
    const client = new arctic.Reddit(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  roblox: (scopes) => {
    const client = new arctic.Roblox(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  salesforce: (scopes) => {
    const client = new arctic.Salesforce("login.salesforce.com", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  shikimori: () => {
    const client = new arctic.Shikimori(id, secret, uri);
    return [client.createAuthorizationURL(state), () => client.validateAuthorizationCode(code)];
  },
  slack: (scopes) => {
    const client = new arctic.Slack(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  spotify: (scopes) => {
    const client = new arctic.Spotify(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  startgg: (scopes) => {
    const client = new arctic.StartGG(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code, scopes)];
  },
  strava: (scopes) => {
    const client = new arctic.Strava(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  synology: (scopes) => {
    const client = new arctic.Synology("https://nas.acme.com", id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  tiktok: (scopes) => {
    const client = new arctic.TikTok(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  tiltify: (scopes) => {
    const client = new arctic.Tiltify(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  tumblr: (scopes) => {
    const client = new arctic.Tumblr(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  twitch: (scopes) => {
    const client = new arctic.Twitch(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  twitter: (scopes) => {
    const client = new arctic.Twitter(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
  vk: (scopes) => {
    const client = new arctic.VK(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  withings: (scopes) => {
    const client = new arctic.Withings(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  workos: () => {
    const client = new arctic.WorkOS(id, secret, uri);
    return [client.createAuthorizationURL(state, verifier), () => client.validateAuthorizationCode(code, verifier)];
  },
  yahoo: (scopes) => {
    const client = new arctic.Yahoo(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  yandex: (scopes) => {
    const client = new arctic.Yandex(id, secret, uri);
    return [client.createAuthorizationURL(state, scopes), () => client.validateAuthorizationCode(code)];
  },
  zoom: (scopes) => {
    const client = new arctic.Zoom(id, secret, uri);
    return [
      client.createAuthorizationURL(state, verifier, scopes),
      () => client.validateAuthorizationCode(code, verifier),
    ];
  },
} satisfies Partial<Record<ProviderName, ArcticLogin>>;
