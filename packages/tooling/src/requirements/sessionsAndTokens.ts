import type { Chapter } from "./requirement.ts";

export const sessions: Chapter = {
  title: "V7 Session management",
  rows: [
    {
      id: "7.1.1",
      level: 2,
      asks: "How long sessions last is documented, and justified where NIST says less.",
      proofs: ["lifetime", "idle"],
      because:
        "A session lasts 14 days, and needs no activity, by default: within NIST's 30 days for one factor (AAL1), beyond the 24 hours and 1 hour without activity that it names for two (AAL2), and the 12 hours and 15 minutes for AAL3.",
      app: "Set `session.lifetime` and `session.idleTimeout` where you claim more than AAL1.",
    },
    {
      id: "7.1.2",
      level: 2,
      asks: "How many sessions one may have at once is documented.",
      proofs: ["sessionsListed"],
      deviates: "As many as one likes; there is no limit. People see all of theirs, and can end them.",
    },
    {
      id: "7.1.3",
      level: 2,
      asks: "How sessions here and at providers hang together is documented.",
      because: "They do not: logging out here ends no session at a provider, nor the other way round.",
      app: "Say so, where your users share computers.",
    },
    {
      id: "7.2.1",
      level: 1,
      asks: "Tokens are verified on the server.",
      proofs: ["tokensApart", "logoutEnds", "access"],
    },
    { id: "7.2.2", level: 1, asks: "Tokens are made anew for each session.", proofs: ["twoTokens"] },
    {
      id: "7.2.4",
      level: 1,
      asks: "Whenever somebody authenticates there is a new token, and the old one is dead.",
      proofs: ["tokenRenewed", "passwordChanges", "planted"],
    },
    { id: "7.3.2", level: 2, asks: "A session ends after a time, whatever its use.", proofs: ["lifetime"] },
    {
      id: "7.4.1",
      level: 1,
      asks: "A session that has ended works nowhere, caches included.",
      proofs: [
        "lateBodies",
        "lateCalls",
        "subscriptionsEnd",
        "twoSessions",
        "logoutEnds",
        "lifetime",
        "cacheForgets",
        "cacheDeaf",
      ],
    },
    {
      id: "7.4.2",
      level: 1,
      asks: "Switching an account off, or deleting it, ends its sessions.",
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
      asks: "Administrators can end the sessions of one user, or of all.",
      proofs: ["serverEnds"],
      deviates:
        "`auth.revokeSessions` ends one user's. For all of them there is no call: empty the table `latchkey_sessions`.",
    },
    {
      id: "7.5.1",
      level: 2,
      asks: "People authenticate again before they change addresses, numbers or factors.",
      proofs: [
        "addressesNeedRecent",
        "totpNeedsRecent",
        "recoveryNeedsRecent",
        "connectionsNeedRecent",
        "keyIsOnes",
        "passwordNeedsCurrent",
      ],
      deviates: "`account.reauthentication.required: false` switches it off for addresses, numbers and connections.",
    },
    {
      id: "7.5.2",
      level: 2,
      asks: "People see their sessions and end them, having authenticated again.",
      proofs: ["endingNeedsRecent", "sessionsListed", "othersEnd"],
    },
    {
      id: "7.5.3",
      level: 3,
      asks: "What is most sensitive needs a further factor.",
      proofs: ["madeByApp", "parked"],
      deviates:
        "`auth.recentlyAuthenticated` takes any credential of the user; an app cannot ask for a particular one.",
      app: "Build procedures that matter on `auth.recentlyAuthenticated`.",
    },
    {
      id: "7.6.2",
      level: 2,
      asks: "No session begins without its user's doing.",
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
      asks: "Tokens that carry their own meaning are verified before it is believed.",
      because: "None is issued: sessions are opaque. ID tokens of providers are read, and verified first.",
      proofs: ["tokenSpelt", "idTokens", "idTokensOfApps"],
    },
    {
      id: "9.1.2",
      level: 1,
      asks: "Only algorithms of a list are taken, and never none.",
      proofs: ["idTokens"],
    },
    {
      id: "9.2.2",
      level: 2,
      asks: "A token is taken for what it is and for nothing else.",
      proofs: ["tokensApart", "idTokens"],
    },
    {
      id: "9.2.3",
      level: 2,
      asks: "A token is taken only by those it was made for.",
      proofs: ["idTokens", "idTokensOfApps"],
    },
    {
      id: "9.2.4",
      level: 2,
      asks: "Tokens of one key for several audiences name theirs.",
      because: "None is issued.",
    },
  ],
};

export const oauth: Chapter = {
  title: "V10 OAuth and OpenID Connect",
  rows: [
    {
      id: "10.1.1",
      level: 2,
      asks: "Tokens go only to those who need them.",
      proofs: ["tokensSealed", "dump"],
      because: "Tokens of providers stay on the server, sealed, and only with `social.storeTokens`.",
      app: "Hand what `auth.getProviderTokens` gives to no browser.",
    },
    {
      id: "10.1.2",
      level: 2,
      asks: "An answer of a provider counts only in the browser and journey that asked.",
      proofs: ["journeyPlanted", "state", "pkce", "connectsOwn"],
    },
    {
      id: "10.2.1",
      level: 2,
      asks: "Nobody can slip their own code into somebody's browser.",
      proofs: ["state", "pkce", "otherIssuer"],
    },
    {
      id: "10.2.3",
      level: 3,
      asks: "No more is asked of a provider than is needed.",
      proofs: ["scopes"],
      because: "Each provider's scopes stand in the table of the server's README; `scopes` replaces them.",
    },
    {
      id: "10.3.1",
      level: 2,
      asks: "An API takes only tokens that were made for it.",
      because: "The tokens are opaque, and found only in the database of the server that made them.",
      proofs: ["tokensApart"],
      app: "Give each app that must not share sessions a database or schema of its own.",
    },
    {
      id: "10.3.2",
      level: 2,
      asks: "Decisions look at the scopes of a token.",
      app: "Tokens have no scopes here: a session may do what its user may. Check rights in your own procedures.",
    },
    {
      id: "10.3.5",
      level: 3,
      asks: "A stolen access token is worth nothing without its owner's key.",
      deviates: "There is neither DPoP nor mutual TLS: whoever holds a token is its owner.",
    },
    {
      id: "10.4.5",
      level: 1,
      asks: "Refresh tokens are replaced at each use, or bound to a key.",
      because: "None is issued: apps keep the token of their session.",
      proofs: ["noRefresh"],
    },
    {
      id: "10.4.8",
      level: 2,
      asks: "Tokens that renew a session end as well.",
      because: "None is issued; sessions end after `session.lifetime`.",
      proofs: ["lifetime"],
    },
    {
      id: "10.4.9",
      level: 2,
      asks: "People can revoke the tokens of their apps.",
      proofs: ["sessionsListed", "othersEnd"],
    },
    {
      id: "10.4.16",
      level: 3,
      asks: "The server proves itself to providers by a key, not by a shared secret.",
      deviates: "Client secrets only; Apple's is signed by the app's key, as Apple asks.",
    },
    {
      id: "10.5.2",
      level: 2,
      asks: "People are known by the provider's own id.",
      proofs: ["knownById", "userInfoOfSame"],
    },
    {
      id: "10.5.4",
      level: 2,
      asks: "ID tokens that were made for others are refused.",
      proofs: ["idTokens", "idTokensOfApps"],
    },
    { id: "10.5.5", level: 2, asks: "Logout by the provider cannot be forged.", because: "It is not offered." },
  ],
};
