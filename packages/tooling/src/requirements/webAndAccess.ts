import type { Chapter } from "./requirement.ts";

export const encoding: Chapter = {
  title: "V1 Encoding and sanitization",
  rows: [
    {
      id: "1.2.1",
      level: 1,
      asks: "Output is encoded for its context.",
      proofs: ["namesAreNoLinks", "mailsEscape", "handler"],
    },
    { id: "1.2.9", level: 2, asks: "Text in regular expressions is escaped.", proofs: ["originParts", "wildcards"] },
    {
      id: "1.3.6",
      level: 2,
      asks: "The server cannot be made to call unintended hosts (SSRF).",
      proofs: ["discoveredHosts", "hosts", "noRedirects", "discovery"],
    },
    { id: "1.3.7", level: 2, asks: "No template is built from user input.", proofs: ["mailsEscape"] },
    {
      id: "1.3.11",
      level: 2,
      asks: "User input never becomes an email header.",
      proofs: ["mailsEscape", "addressesRefused"],
    },
    {
      id: "1.3.12",
      level: 3,
      asks: "No regular expression is slow on hostile input.",
      proofs: ["addressTime", "originTime"],
    },
    {
      id: "1.5.2",
      level: 2,
      asks: "Deserialization of untrusted data is safe.",
      proofs: ["transformer", "providerJson"],
    },
    {
      id: "1.5.3",
      level: 3,
      asks: "All parsers of an input read it the same way.",
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
      asks: "The rules for each input are documented.",
      because: "Inputs are typed in the router, and `session.config` tells forms what signup asks for.",
      proofs: ["anyInput"],
    },
    {
      id: "2.2.1",
      level: 1,
      asks: "Every input is validated against these rules.",
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
      asks: "Business limits are enforced.",
      proofs: ["neverBeyond", "codeReplaced", "codeEnds", "phoneLimited"],
    },
    {
      id: "2.3.3",
      level: 2,
      asks: "A change happens completely or not at all.",
      proofs: ["hookUndoes", "signupAllOrNothing", "killed"],
      deviates: "Failures are not tested at every single statement; each change is one transaction.",
    },
    {
      id: "2.3.4",
      level: 2,
      asks: "Nothing is used twice by concurrent requests.",
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
    {
      id: "2.4.1",
      level: 2,
      asks: "Bots cannot call expensive functions in bulk.",
      proofs: ["limitsHold", "challengeAsked", "challengeOnce", "honeypotRefuses"],
      app: "Set `challenge`, and `account.signup.honeypot`, if bots find your app.",
    },
  ],
};

export const frontEnd: Chapter = {
  title: "V3 Web front ends",
  rows: [
    {
      id: "3.2.1",
      level: 1,
      asks: "A response cannot be rendered as a different type.",
      proofs: ["handler", "jsonOnly"],
      app: "Send `x-content-type-options: nosniff` with every response of your server.",
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
      because:
        "Lax by default, so that users who follow a link from another site are logged in. Strict or None by option.",
      proofs: ["cookies"],
    },
    {
      id: "3.3.3",
      level: 2,
      asks: "Cookies belong to one host, unless intentionally shared.",
      proofs: ["cookies", "cookiesShared"],
    },
    { id: "3.3.5", level: 3, asks: "No cookie is too long for browsers to store.", proofs: ["cookiesShort"] },
    {
      id: "3.4.1",
      level: 1,
      asks: "Browsers are told to use only TLS (HSTS).",
      app: "Send `strict-transport-security`.",
    },
    {
      id: "3.4.2",
      level: 1,
      asks: "Only known origins may read responses.",
      proofs: ["noCors"],
      app: "Latchkey sends no CORS headers. If you do, list origins; never reflect the requesting origin.",
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
      asks: "Every response forbids content type sniffing.",
      proofs: ["handler"],
      app: "The headers of tRPC's own responses come from your adapter: add `nosniff` there.",
    },
    {
      id: "3.4.5",
      level: 2,
      asks: "URLs that contain keys are not leaked to other sites.",
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
      asks: "Other sites cannot act on behalf of a logged-in user (CSRF).",
      proofs: ["origins", "noOrigin", "originParts"],
    },
    { id: "3.5.3", level: 1, asks: "Safe HTTP methods change nothing.", proofs: ["queries", "otherMethods"] },
    { id: "3.5.6", level: 3, asks: "There is no JSONP.", proofs: ["jsonOnly"] },
    {
      id: "3.7.2",
      level: 2,
      asks: "Redirects lead only to known hosts.",
      proofs: ["callbackUrls", "linksByOrigin"],
    },
    {
      id: "3.7.3",
      level: 3,
      asks: "Users are told before they leave the app.",
      app: "Name the provider on the button that leads to it.",
    },
  ],
};

export const api: Chapter = {
  title: "V4 APIs",
  rows: [
    { id: "4.1.1", level: 1, asks: "Responses declare their content type.", proofs: ["jsonOnly", "handler"] },
    {
      id: "4.1.3",
      level: 2,
      asks: "Clients cannot set proxy headers.",
      proofs: ["addressNeeded", "proxies", "forwarded", "linksByOrigin"],
      app: "Set `trustedProxies` to the actual number of proxies.",
    },
    {
      id: "4.2.5",
      level: 3,
      asks: "Outgoing requests and headers do not grow with input.",
      proofs: ["cookiesShort", "anyInput"],
    },
    {
      id: "4.3.1",
      level: 2,
      asks: "Batched calls are limited like separate requests.",
      proofs: ["batch", "countedInBatch"],
      app: "Set `maxBatchSize` in your tRPC adapter to protect your own procedures.",
    },
    {
      id: "4.4.2",
      level: 2,
      asks: "The origin of a WebSocket is checked.",
      because: "It is checked for each call, including reads and subscriptions.",
      proofs: ["socketOrigins", "streamOrigins"],
      app: "To refuse other origins earlier, also check the handshake in your server's `upgrade` listener.",
    },
    {
      id: "4.4.3",
      level: 2,
      asks: "WebSocket tokens follow the rules for sessions.",
      because:
        "There are no separate tokens: an app sends its session token when it connects, and each call looks up the session.",
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
      asks: "It is documented which fields each user may write.",
      because:
        "The types of the procedures define this: of the app's data, signup and `account.update` write only the declared `fields`.",
      proofs: ["signupStoresDeclared"],
    },
    {
      id: "8.1.3",
      level: 3,
      asks: "Contextual attributes used in decisions are documented.",
      because:
        "The IP address and the trusted-browser cookie determine limits; the cookie also determines whether the second factor is required; the origin and kind of client determine whether the request is accepted.",
      proofs: ["trustIsOnes", "origins"],
    },
    {
      id: "8.1.4",
      level: 3,
      asks: "It is documented how these attributes are used.",
      because: "The limits at the end of this page are the thresholds; there is no risk score.",
      proofs: ["thisPage"],
    },
    {
      id: "8.2.1",
      level: 1,
      asks: "Functions are available only to permitted users.",
      proofs: ["access", "sessionsListed", "keyIsOnes", "trustIsOnes"],
    },
    {
      id: "8.2.4",
      level: 3,
      asks: "Sessions are evaluated by context, at their start and later.",
      proofs: ["moved"],
      deviates:
        "`hooks.canLogin` can refuse a login, and `session_client_changed` reports a changed client (`session.trackActivity`); neither requires a factor by itself.",
      app: "End sessions from `onEvent` with `auth.revokeSessions` if you want this.",
    },
    { id: "8.3.1", level: 1, asks: "Authorization is enforced on the server.", proofs: ["access", "anyInput"] },
    {
      id: "8.3.2",
      level: 3,
      asks: "Changes to permissions take effect immediately.",
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
      app: "With `session.cache` on, which it is not by default, other processes see a change at most 300 ms later.",
    },
    {
      id: "8.3.3",
      level: 3,
      asks: "Permissions are those of the acting user.",
      because: "No procedure acts for a different user: there is no impersonation.",
    },
  ],
};
