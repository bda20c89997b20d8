import type { Chapter } from "./requirement.ts";

export const sessions: Chapter = {
  title: "V7 Session management",
  rows: [
    {
      id: "7.1.1",
      level: 2,
      asks: "Session lifetimes are documented, and justified where they exceed NIST's.",
      proofs: ["lifetime", "idle"],
      because:
        "By default, a session lasts 14 days and needs no activity: within NIST's 30 days for one factor (AAL1), but beyond the 24 hours and 1 hour of inactivity for two (AAL2), and the 12 hours and 15 minutes for AAL3.",
      app: "Set `session.lifetime` and `session.idleTimeout` if you claim more than AAL1.",
    },
    {
      id: "7.1.2",
      level: 2,
      asks: "The number of concurrent sessions is documented.",
      proofs: ["sessionsLimited", "sessionsRefused", "sessionsAtOnce", "sessionsListed"],
      because:
        "Any number, unless `session.maxPerUser` says how many, and whether one more ends the oldest or is refused.",
    },
    {
      id: "7.1.3",
      level: 2,
      asks: "The relation between sessions here and at providers is documented.",
      because: "They are independent: logging out here ends no session at a provider, nor vice versa.",
      app: "Tell your users, if they share computers.",
    },
    {
      id: "7.2.1",
      level: 1,
      asks: "Tokens are verified on the server.",
      proofs: ["tokensApart", "logoutEnds", "access"],
    },
    { id: "7.2.2", level: 1, asks: "Each session gets a new token.", proofs: ["twoTokens"] },
    {
      id: "7.2.4",
      level: 1,
      asks: "Every authentication creates a new token and invalidates the old one.",
      proofs: ["tokenRenewed", "accessTokenRenewed", "passwordChanges", "planted"],
    },
    { id: "7.3.2", level: 2, asks: "A session ends after a fixed time, regardless of activity.", proofs: ["lifetime"] },
    {
      id: "7.4.1",
      level: 1,
      asks: "An ended session works nowhere, including caches.",
      proofs: [
        "lateBodies",
        "lateCalls",
        "subscriptionsEnd",
        "twoSessions",
        "logoutEnds",
        "refreshEnds",
        "lifetime",
        "cacheForgets",
        "cacheOwn",
        "cacheDeaf",
      ],
      app: "With `session.cache` on, which it is not by default, other processes see the end of a session at most 300 ms later.",
    },
    {
      id: "7.4.2",
      level: 1,
      asks: "Deactivating or deleting an account ends its sessions.",
      proofs: ["waitingEnds", "inactiveEnds"],
    },
    {
      id: "7.4.4",
      level: 2,
      asks: "Every page has a way to log out.",
      proofs: ["everyTab"],
      app: "Put a button with `useLogout()` on each page.",
    },
    {
      id: "7.4.5",
      level: 2,
      asks: "Administrators can end the sessions of one user, or of all users.",
      proofs: ["serverEnds"],
      deviates:
        "`auth.revokeSessions` ends those of one user. There is no call for all users: empty the table `latchkey_sessions`.",
    },
    {
      id: "7.5.1",
      level: 2,
      asks: "Users reauthenticate before changing addresses, numbers or factors.",
      proofs: [
        "addressesNeedRecent",
        "totpNeedsRecent",
        "recoveryNeedsRecent",
        "connectionsNeedRecent",
        "keyIsOnes",
        "passwordNeedsCurrent",
      ],
      deviates:
        "`account.reauthentication.required` turns this off by area: addresses, numbers, connections, factors. `hooks.isReauthenticationRequired` decides by user and session.",
    },
    {
      id: "7.5.2",
      level: 2,
      asks: "Users can see their sessions and, after reauthenticating, end them.",
      proofs: ["endingNeedsRecent", "sessionsListed", "othersEnd"],
    },
    {
      id: "7.5.3",
      level: 3,
      asks: "Highly sensitive actions need an additional factor.",
      proofs: ["madeByApp", "parked"],
      deviates:
        "`auth.recentlyAuthenticated` accepts any credential of the user; an app cannot require a particular one.",
      app: "Build sensitive procedures on `auth.recentlyAuthenticated`.",
    },
    {
      id: "7.6.2",
      level: 2,
      asks: "No session begins without an action by its user.",
      proofs: ["state", "queries", "otherMethods", "linkLooksOnly"],
    },
  ],
};

export const selfContainedTokens: Chapter = {
  title: "V9 Self-contained tokens",
  rows: [
    {
      id: "9.1.1",
      level: 1,
      asks: "Self-contained tokens are verified before their content is used.",
      because:
        "Access tokens are issued with `session.tokens: jwt()`. Providers' ID tokens are verified before they are read.",
      proofs: ["accessTokenForged", "tokenSpelt", "idTokens", "idTokensOfApps"],
      app: "Other services must verify access tokens themselves, as the server README shows.",
    },
    {
      id: "9.1.2",
      level: 1,
      asks: "Only listed algorithms are accepted, and never none.",
      because: "Each key has one algorithm: ES256, EdDSA or RS256.",
      proofs: ["accessTokenForged", "keysRefused", "idTokens"],
    },
    {
      id: "9.1.3",
      level: 1,
      asks: "Keys that verify come only from a trusted place, never from the token.",
      proofs: ["accessTokenForged", "idTokens"],
    },
    {
      id: "9.2.1",
      level: 1,
      asks: "A token is accepted only while it is valid.",
      proofs: ["accessTokenExpires", "accessTokenForged", "idTokens"],
    },
    {
      id: "9.2.2",
      level: 2,
      asks: "A token is accepted only for its own purpose.",
      because: "Access tokens have the type `at+jwt` (RFC 9068); refresh tokens are no JWTs.",
      proofs: ["accessTokenForged", "accessTokenSwapped", "refreshSwapped", "tokensApart", "idTokens"],
    },
    {
      id: "9.2.3",
      level: 2,
      asks: "A token is accepted only by its intended audience.",
      proofs: ["accessTokenForged", "accessTokenAudience", "idTokens", "idTokensOfApps"],
    },
    {
      id: "9.2.4",
      level: 2,
      asks: "Tokens for several audiences signed with one key name their audience.",
      proofs: ["accessTokenAudience", "accessTokenSays"],
      app: "Give apps that share keys an issuer or an audience each.",
    },
  ],
};

export const oauth: Chapter = {
  title: "V10 OAuth and OpenID Connect",
  rows: [
    {
      id: "10.1.1",
      level: 2,
      asks: "Tokens go only to components that need them.",
      proofs: ["tokensSealed", "dump"],
      because: "Provider tokens stay on the server, encrypted, and are stored only with `social.storeTokens`.",
      app: "Never send the result of `auth.getProviderTokens` to a browser.",
    },
    {
      id: "10.1.2",
      level: 2,
      asks: "A provider's response is accepted only in the browser and redirect that requested it.",
      proofs: ["journeyPlanted", "state", "pkce", "connectsOwn"],
    },
    {
      id: "10.2.1",
      level: 2,
      asks: "An attacker cannot inject their own code into a user's browser.",
      proofs: ["state", "pkce", "otherIssuer"],
    },
    {
      id: "10.2.3",
      level: 3,
      asks: "Only the necessary scopes are requested.",
      proofs: ["scopes"],
      because: "Each provider's scopes are listed in the server README; the option `scopes` replaces them.",
    },
    {
      id: "10.3.1",
      level: 2,
      asks: "An API accepts only tokens intended for it.",
      because:
        "Session tokens are opaque, and exist only in the database of the server that issued them; access tokens name their audience.",
      proofs: ["tokensApart", "accessTokenAudience"],
      app: "Give each app that must not share sessions its own database or schema.",
    },
    {
      id: "10.3.2",
      level: 2,
      asks: "Authorization considers the scopes of a token.",
      app: "Tokens have no scopes here: a session may do whatever its user may. Check permissions in your own procedures.",
    },
    {
      id: "10.3.5",
      level: 3,
      asks: "A stolen access token is useless without its owner's key.",
      proofs: ["boundToken", "boundRefresh", "proofOnce", "proofForged", "boundRequired"],
      deviates:
        "Only with `session.tokens: jwt({ dpop: { required: true } })`. Otherwise whoever holds a token can use it; access tokens are valid for five minutes by default.",
    },
    {
      id: "10.4.5",
      level: 1,
      asks: "Refresh tokens are rotated at each use, or bound to a key.",
      because: "With `session.tokens: jwt()`, each use replaces the token, and a used one ends the session.",
      proofs: ["refreshReused", "refreshReusedLate", "refreshOneChain", "refreshGrace", "refreshForged", "noRefresh"],
    },
    {
      id: "10.4.8",
      level: 2,
      asks: "Refresh tokens expire.",
      because: "They end with their session, after `session.lifetime` at the latest, however often they are used.",
      proofs: ["refreshAbsolute", "lifetime"],
    },
    {
      id: "10.4.9",
      level: 2,
      asks: "Users can revoke the tokens of their apps.",
      proofs: ["refreshEnds", "sessionsListed", "othersEnd"],
    },
    {
      id: "10.4.16",
      level: 3,
      asks: "The server authenticates to providers with a key, not with a shared secret.",
      deviates: "Only client secrets are supported; Apple's is signed with the app's key, as Apple requires.",
    },
    {
      id: "10.5.2",
      level: 2,
      asks: "Users are identified by the provider's own id.",
      proofs: ["knownById", "userInfoOfSame"],
    },
    {
      id: "10.5.4",
      level: 2,
      asks: "ID tokens issued to others are rejected.",
      proofs: ["idTokens", "idTokensOfApps"],
    },
    { id: "10.5.5", level: 2, asks: "Provider-initiated logout cannot be forged.", because: "It is not supported." },
  ],
};
