/** Tests of what every feature relies on, under the name that rows use; the paths are below `packages/server/test`. */
export const sharedTests = {
  "audit/events.test.ts": {
    failuresNamed:
      "events of refusals, %s client > name the user whose password was wrong, and nobody for an address without an account",
    foreignIdsTold: "events of refusals, %s client > tell of ids of other users, and of keys that are invalid",
    limitsTold: "events of refusals, %s client > name the limit of calls, and that of messages",
    originsTold: "tells of calls from foreign origins",
    abandonedTold: "events of flows, %s client > tell of a login that expired, when %s finds it, and once",
  },
  "audit/stored.test.ts": {
    eventsWithChanges: "stored events, %s client > do not exist without their change, nor the change without them",
    eventsHide: "stored events, %s client > contain nothing that somebody entered, and no secret",
    eventsRemoved:
      "stored events, %s client > are removed with their account, but for the deletion itself, which names no address",
    eventsShrink: "the number of stored events > shrinks when their time is over, and not before",
    floodBounded: "the number of stored events > is bounded for strangers, and what was omitted is counted",
  },
  "telemetry/openTelemetry.test.ts": {
    spansHide: "spans, %s client > and counts contain no address, name, password, code or token",
  },
  "http/errorFormatter.test.ts": {
    unknownErrorsHidden: "authErrorFormatter > reveals nothing of an error that is %s, not even its stack",
  },
  "limits/stores.test.ts": {
    limitsFailClosed:
      "rate limits > fail closed when Redis is gone, or fall back where the app wants that, and never hang",
    limitsHold: "rate limits in %s > hold through the router",
  },
  "messages/mail.test.ts": {
    mailsEscape: "the mail %s > escapes names that users chose, in every part",
    namesAreNoLinks: "the mail %s, when a stranger's name is a link > %s: does not contain it as one",
    mailsSilentServer: "smtp() > fails when the server accepts the connection and does not respond",
  },
  "messages/outbox.test.ts": {
    cleanUp: "cleaning up > removes what expired, and nothing else",
    mailBacksOff:
      "the outbox > neither fails nor slows a call when the provider is down, retries with back-off, and delivers in the end",
    mailErrorsHidden:
      "the outbox > reports the error of a provider without the message that it quotes, in whatever form",
    mailTimesOut: "the outbox > counts a delivery that never responds as failed after half a minute",
  },
  "options.test.ts": {
    databaseDown: "a database that is down > is an error for everybody with a session, never an anonymous visitor",
    optionsRefused: "options > %j is refused with what is expected",
  },
  "requirements/codes.test.ts": {
    tenMinutes: "a code that was sent > that %s is valid immediately, and void ten minutes later",
  },
  "requirements/cookies.test.ts": {
    cookies: "every cookie > is bound to its host, hidden from scripts, sent only over TLS and not from other sites",
    cookiesShared:
      "every cookie > is shared with subdomains only where the app wants that, and then is __Secure-; that of a provider redirect never is",
    cookiesShort: "every cookie > is short, whatever its name and wherever its user is headed",
  },
  "requirements/cryptography.test.ts": {
    challenges: "cryptography > gives every passkey its own challenge, of 32 random bytes",
    codesLongEnough: "cryptography > allows no app codes shorter than six places",
    libraries: "cryptography > comes from well-known libraries: none is written here, and no other is used",
    nonces: "cryptography > never uses a nonce twice under one key",
    seals: "cryptography > refuses a sealed value with a single flipped bit",
    twoTokens:
      "cryptography > gives two logins two tokens, of 256 bits each, and neither is what the database calls its row",
  },
  "requirements/failures.test.ts": {
    appFails: "what fails in the app's own code > ends neither the process nor the call when %s",
    errorsTold: "what fails below > reports the error behind every masked response to the app",
    hashStorm:
      "more passwords than the machine can hash > wait for each other and not for reads; those beyond the limit are refused, and the rest get a response",
    logLines: "what an app's log gets > is one line of plain characters, whatever a request calls itself",
  },
  "requirements/identity.test.ts": {
    sameIdElsewhere:
      "an account elsewhere > is identified by provider and id together: the same id at another provider is another user",
  },
  "requirements/input.test.ts": {
    doubleKeys:
      "a body that states one thing twice > is evaluated as it is used: the guesses count for the account whose password was compared",
    transformer: "data that comes through a transformer > pollutes nothing and fails nothing, whatever it claims to be",
  },
  "requirements/passwords.test.ts": {
    appList: "a password > that is in the app's own list is refused everywhere",
    length: "a password > is as long as the app wants: eight by default, fifteen where it is the only factor",
    noComposition: "a password > needs no mixture: any text with one kind of character is accepted",
    ownData: "a password > that is %s is refused everywhere",
    ownNames: "a password > that is the username is refused wherever the account is known",
    tenYears: "a password > still works ten years later, and need not be replaced",
  },
  "requirements/requests.test.ts": {
    access: "rules of access > hold for every caller without our client: every procedure that needs a session refuses",
    batch: "a batch of a thousand > is a thousand calls to the limits: five passwords are compared",
    fragments: "a link in a mail > carries its key in the fragment, which browsers send to nobody",
    handler:
      "a response of auth.handler > is no page: it declares its type, is not cached, and shows nothing of what was posted",
    jsonOnly: "a call that reads > returns only JSON, to a script tag and a style sheet's address as well",
    noCors: "a call that reads > lets no other origin read its response",
    otherMethods:
      "a call that changes something > is never done by GET, HEAD or OPTIONS, whatever the request claims about its method",
    queries: "a call that changes something > is a mutation: these are all the queries",
    queriesHoldNoSecret:
      "a call that reads > takes no password, code, key or token, which its address would show to every log",
  },
  "security/concurrency.test.ts": {
    codesTwenty: "twenty simultaneous calls > compare no more wrong codes than allowed",
    codeOnce: "twenty simultaneous calls > use one login code once",
    guessesTwenty: "twenty simultaneous calls > count each wrong password: five are compared",
    linksOnce: "twenty simultaneous calls > use one link that verifies once, and one that resets once",
    oneAccount: "twenty simultaneous calls > create one account with one address",
    oneOwner: "twenty simultaneous calls > give one address to one of two users who verify it at the same time",
  },
  "security/cost.test.ts": {
    signupCostsAlike: "statements, %s client > are five for a signup, the same whether or not the address is taken",
    resetCostsAlike: "statements, %s client > are four to request a reset, the same without an account",
  },
  "security/doors.test.ts": {
    everyDoor: "every login method > leads to the second factor of a user who has one, before any session",
    passkeyIsTwo: "every login method > except a passkey that verified its user, which is two factors by itself",
  },
  "security/input.test.ts": {
    anyInput:
      "input of any kind > is a clear error of the caller at every procedure, for every client, and never a failure of the server",
  },
  "security/kill.test.ts": { killed: "a process that is killed > leaves no half-created account, and no mail unsent" },
  "security/requests.test.ts": {
    origins: "origins > refuses mutations from origins that are not trusted, whatever they carry",
    noOrigin: "origins > refuses a cookie without an origin, unless the browser reports it as same-origin",
    wildcards: "origins > accepts trusted origins, wildcards by whole labels",
    linksByOrigin: "what a request carries > has no influence on links: they begin with the configured origin",
    planted:
      "what a request carries > never becomes the token of a new login: a planted flow or session is left behind",
    addressNeeded:
      "what a request carries > is refused with the line to write where its address is unknown, but limits count by it",
    errorsStripped:
      "failures > are logged without the values that were to be stored, by default and by the app's own function",
    twoSessions:
      "what a request carries > ends the session of each of two session cookies by logging out, and clears them",
    proxies:
      "what a request carries > counts for the address that the trusted proxy saw, not for what is written before it",
    countedInBatch: "what a request carries > is counted call by call in a batch",
    failuresHidden: "failures > are masked: no SQL, no parameter, no stack",
  },
  "security/caching.test.ts": {
    keptByNone:
      "a response under %s, in an app that lets caches keep responses > is not cached where it contains user data",
    streamsKeptByNone:
      "a response under %s, in an app that lets caches keep responses > is not cached where it streams and a token was presented",
  },
  "security/sockets.test.ts": {
    socketOrigins: "over a WebSocket > nothing is read, by query or subscription, from a page of %s",
    socketTokens: "over a WebSocket > an app presents its tokens when it connects",
    socketPages: "over a WebSocket > a page can set neither a cookie nor its own origin where an app presents tokens",
    streamOrigins: "over server-sent events > nothing is sent to a page of another site: %o",
  },
  "security/secrets.test.ts": {
    dump: "a dump of the database > contains no token, code, key or password that works, nor messages in clear",
    rotation:
      "rotating the secret > keeps codes and pending messages valid under the former one, and voids them when it is removed",
  },
} as const;

/** Tests next to the code, and of other packages. */
export const otherTests = {
  "packages/server/src/http/clientAddress.test.ts": {
    forwarded: "clientAddress > with %i trusted proxies, reads %j as %s",
    networks: "addressBucket > counts %s as %s",
  },
  "packages/server/src/http/csrf.test.ts": {
    originParts: "checkOrigin > compares by parts: %s with %s gives %s",
    originTime: "checkOrigin > compares a hostile origin of 100 kB in no time",
  },
  "packages/server/src/lib/identifiers.test.ts": {
    addressTime: "normalizeEmailAddress > takes no time for 100 kB of any character",
    addressesRefused: "normalizeEmailAddress > refuses %j",
  },
  "packages/server/src/lib/secrets.test.ts": {
    codesEven: "codes that users type > are uniform: bytes past the last whole multiple are dropped",
    purposes: "secrets > opens nothing that was sealed for another purpose, even for the same row",
    keysApart: "secrets > has a key of its own for each purpose",
    contexts:
      "secrets > opens what it sealed, with the context that it was sealed for, and never gives the same seal twice",
  },
  "packages/server/src/ports/passwordHasher/hashers.test.ts": {
    breachDown: "passwords > fail open when the app's own look-up is down, which is reported to the app",
    breachHangs: "passwords > fail open after five seconds when the app's own look-up does not answer",
    commonRefused: "passwords > are refused when short, common, like the user's own data, or no valid text",
    longPasswords: "%s > uses bytes beyond the 72nd",
    nobodyCostsAlike: "passwords > without an account cost a hash as well",
    rehash: "hashes of other systems > are replaced when their cost has increased",
  },
  "packages/server/src/http/redactInput.test.ts": {
    redacted: "redactInput > hides %s at any depth, whatever its value",
  },
  "packages/server/src/oauth/oidc.test.ts": {
    discovery: "an OpenID provider > is refused when it publishes %s",
    scopes: "an OpenID provider > sends the browser to its published endpoint, keeping its parameters",
    discoveredHosts: "an OpenID provider > must not direct this server to %s",
    userInfoOfSame:
      "an OpenID provider > is called for the address where the ID token has none, and its response must be for the same user",
  },
  "packages/server/src/oauth/http/providerHttp.test.ts": {
    hosts: "calls to a provider > never go to %j",
    noRedirects: "calls to a provider > return JSON, follow no redirect, and name their caller",
    providerEnds: "calls to a provider > end after a time, with no response or with an endless one",
    providerJson: "JSON of a provider > contains no prototype and nothing that cannot be stored",
    providerSize: "calls to a provider > stop reading a response that is too long, and drop the rest",
  },
  "packages/tooling/test/house.test.ts": {
    chance: "the house > reads time and randomness only through its ports, and creates sessions in one place",
    rooms: "the house > stands: rooms import what is below them, and features not one another",
  },
  "packages/tooling/test/reference.test.ts": {
    eventsListed: "the page on events > has every event, and no other, each with its occasion",
  },
  "packages/tooling/test/requirements.test.ts": {
    thisPage: "the page of requirements > is generated: `npm run docs` updates it",
    securityPage: "the page on security > explains how to report, what is supported, and how soon it is fixed",
  },
  "packages/react/test/hooks.test.tsx": {
    nothingLeft: "hooks on the %s binding > shows nothing from one account to the next",
    parked: "hooks on the %s binding > parks a call that needs recent authentication and runs it again",
  },
  "apps/demo/e2e/login.spec.ts": {
    everyTab: "logging in > ends in every tab at the same time",
    noKeyLeft: "a forgotten password > is replaced through the link in the mail, which leaves no key in the address",
  },
} as const;
