import type { Chapter } from "./requirement.ts";

export const encoding: Chapter = {
  title: "V1 Encoding and sanitization",
  rows: [
    {
      id: "1.2.1",
      level: 1,
      asks: "What is written out is encoded for its place.",
      proofs: ["namesAreNoLinks", "mailsEscape", "handler"],
    },
    { id: "1.2.9", level: 2, asks: "Texts in patterns mean themselves.", proofs: ["originParts", "wildcards"] },
    {
      id: "1.3.6",
      level: 2,
      asks: "Nobody can make the server call where it should not.",
      proofs: ["discoveredHosts", "hosts", "noRedirects", "discovery"],
    },
    { id: "1.3.7", level: 2, asks: "No template is made from what people typed.", proofs: ["mailsEscape"] },
    {
      id: "1.3.11",
      level: 2,
      asks: "Nothing that people typed becomes a header of a mail.",
      proofs: ["mailsEscape", "addressesRefused"],
    },
    {
      id: "1.3.12",
      level: 3,
      asks: "No pattern takes long on a hostile text.",
      proofs: ["addressTime", "originTime"],
    },
    {
      id: "1.5.2",
      level: 2,
      asks: "Data that claims to be more than data is harmless.",
      proofs: ["transformer", "providerJson"],
    },
    {
      id: "1.5.3",
      level: 3,
      asks: "Whatever reads an input reads the same in it.",
      proofs: ["doubleKeys", "callbackUrls"],
    },
  ],
};

export const validation: Chapter = {
  title: "V2 Validation and business logic",
  rows: [
    {
      id: "2.1.1",
      level: 1,
      asks: "It is documented what each input may be.",
      because: "Inputs are typed in the router, and `session.config` tells forms what a signup asks for.",
      proofs: ["anyInput"],
    },
    {
      id: "2.2.1",
      level: 1,
      asks: "Every input is checked against what it may be.",
      proofs: ["anyInput", "transformer"],
    },
    {
      id: "2.3.1",
      level: 1,
      asks: "No step of a flow can be skipped.",
      proofs: ["waitingEnds", "everyDoor", "factorFirst", "codeInOrder"],
    },
    {
      id: "2.3.2",
      level: 2,
      asks: "Limits of the business hold.",
      proofs: ["neverBeyond", "codeReplaced", "codeEnds", "phoneLimited"],
    },
    {
      id: "2.3.3",
      level: 2,
      asks: "A change happens wholly or not at all.",
      proofs: ["hookUndoes", "signupAllOrNothing", "killed"],
      deviates: "A fault is not tried at each single statement; each change is one transaction.",
    },
    {
      id: "2.3.4",
      level: 2,
      asks: "Nothing is used twice because two came at once.",
      proofs: [
        "provedAtOnce",
        "removedAtOnce",
        "oneAccount",
        "codeOnce",
        "linksOnce",
        "oneOwner",
        "factorOnce",
        "totpOnce",
        "passkeyOnce",
      ],
    },
  ],
};

export const frontEnd: Chapter = {
  title: "V3 Web front ends",
  rows: [
    {
      id: "3.2.1",
      level: 1,
      asks: "An answer cannot be shown as something else.",
      proofs: ["handler", "jsonOnly"],
      app: "Send `x-content-type-options: nosniff` with every answer of your server.",
    },
    {
      id: "3.3.1",
      level: 1,
      asks: "Cookies are Secure, and their names say so.",
      proofs: ["cookies", "cookiesShared"],
    },
    {
      id: "3.3.2",
      level: 2,
      asks: "SameSite is as strict as a cookie's purpose allows.",
      because: "Lax by default: a link from elsewhere finds its user logged in. Strict or None by option.",
      proofs: ["cookies"],
    },
    {
      id: "3.3.3",
      level: 2,
      asks: "Cookies belong to one host, unless they are shared on purpose.",
      proofs: ["cookies", "cookiesShared"],
    },
    { id: "3.3.5", level: 3, asks: "No cookie is too long to be kept.", proofs: ["cookiesShort"] },
    {
      id: "3.4.1",
      level: 1,
      asks: "Browsers are told to use TLS alone (HSTS).",
      app: "Send `strict-transport-security`.",
    },
    {
      id: "3.4.2",
      level: 1,
      asks: "Only known origins may read answers.",
      proofs: ["noCors"],
      app: "Latchkey sends no CORS header. Where you do, list origins; never send back whatever asked.",
    },
    {
      id: "3.4.3",
      level: 2,
      asks: "A content security policy limits what a page may load.",
      app: "Send `content-security-policy` with your pages.",
    },
    {
      id: "3.4.4",
      level: 2,
      asks: "Every answer forbids guessing at its type.",
      proofs: ["handler"],
      app: "The headers of tRPC's own answers are your adapter's: add `nosniff` there.",
    },
    {
      id: "3.4.5",
      level: 2,
      asks: "Addresses with keys in them are told to no other site.",
      proofs: ["fragments", "noKeyLeft"],
      app: "Keep `#` in front of `{key}` in your own `account.urls`, and send `referrer-policy: no-referrer` with these pages.",
    },
    {
      id: "3.4.6",
      level: 2,
      asks: "Other sites cannot frame the app.",
      app: "Send `frame-ancestors 'none'` in your content security policy.",
    },
    {
      id: "3.5.1",
      level: 1,
      asks: "Other sites cannot act for somebody who is logged in.",
      proofs: ["origins", "noOrigin", "originParts"],
    },
    { id: "3.5.3", level: 1, asks: "Reading methods change nothing.", proofs: ["queries", "otherMethods"] },
    { id: "3.5.6", level: 3, asks: "There is no JSONP.", proofs: ["jsonOnly"] },
    {
      id: "3.7.2",
      level: 2,
      asks: "Nobody is sent to a host that the app does not know.",
      proofs: ["callbackUrls", "linksByOrigin"],
    },
    {
      id: "3.7.3",
      level: 3,
      asks: "People are told before they leave the app.",
      app: "Name the provider on the button that leads to it.",
    },
  ],
};

export const api: Chapter = {
  title: "V4 APIs",
  rows: [
    { id: "4.1.1", level: 1, asks: "Answers say what they are.", proofs: ["jsonOnly", "handler"] },
    {
      id: "4.1.3",
      level: 2,
      asks: "Headers of proxies cannot be set by clients.",
      proofs: ["addressNeeded", "proxies", "forwarded", "linksByOrigin"],
      app: "Set `trustedProxies` to the number of proxies that are really there.",
    },
    {
      id: "4.2.5",
      level: 3,
      asks: "Nothing that the server sends on grows with what it was given.",
      proofs: ["cookiesShort", "anyInput"],
    },
    {
      id: "4.3.1",
      level: 2,
      asks: "Many calls in one request cost no less than many requests.",
      proofs: ["batch", "countedInBatch"],
      app: "Set `maxBatchSize` of your tRPC adapter, for your own procedures' sake.",
    },
    {
      id: "4.4.2",
      level: 2,
      asks: "The origin of a WebSocket is checked.",
      because: "It is checked for each call, reads and subscriptions included.",
      proofs: ["socketOrigins", "streamOrigins"],
      app: "Refuse handshakes from other origins as well, in your server's `upgrade` listener, if you want them refused sooner.",
    },
    {
      id: "4.4.3",
      level: 2,
      asks: "Tokens for WebSockets follow the rules of sessions.",
      because:
        "There are none of their own: an app shows the token of its session when it connects, and each call looks the session up.",
      proofs: ["socketTokens", "socketPages", "logoutEnds"],
    },
  ],
};

export const authorization: Chapter = {
  title: "V8 Authorization",
  rows: [
    {
      id: "8.1.2",
      level: 2,
      asks: "It is documented who may write which field.",
      because:
        "The types of the procedures say it: signup and `account.update` write the app's own `fields` and nothing else of theirs.",
      proofs: ["signupStoresDeclared"],
    },
    {
      id: "8.1.3",
      level: 3,
      asks: "It is documented what of a request's surroundings decides.",
      because:
        "Its address and its trusted-browser cookie decide about limits, that cookie about the second factor as well, its origin and kind of client about whether it is answered.",
      proofs: ["trustIsOnes", "origins"],
    },
    {
      id: "8.1.4",
      level: 3,
      asks: "It is documented how these decide.",
      because: "The limits at the end of this page are the thresholds; there is no score.",
      proofs: ["thisPage"],
    },
    {
      id: "8.2.1",
      level: 1,
      asks: "Functions are there for those alone who may use them.",
      proofs: ["access", "sessionsListed", "keyIsOnes", "trustIsOnes"],
    },
    {
      id: "8.2.4",
      level: 3,
      asks: "Sessions are judged by what surrounds them, at their start and later.",
      proofs: ["moved"],
      deviates:
        "`hooks.canLogin` may refuse a login, and `session_client_changed` tells of a client that changed (`session.trackActivity`); neither demands a factor by itself.",
      app: "End the session from `onEvent` with `auth.revokeSessions`, where you want that.",
    },
    { id: "8.3.1", level: 1, asks: "Rules hold on the server.", proofs: ["access", "anyInput"] },
    {
      id: "8.3.2",
      level: 3,
      asks: "What changes a right counts at once.",
      proofs: [
        "lateBodies",
        "waitingEnds",
        "subscriptionsEnd",
        "newFactorEnds",
        "inactiveEnds",
        "cacheForgets",
        "serverEnds",
        "resetEndsAll",
      ],
    },
    {
      id: "8.3.3",
      level: 3,
      asks: "Rights are those of the person who acts.",
      because: "Nobody acts for somebody else: there is no impersonation.",
    },
  ],
};
