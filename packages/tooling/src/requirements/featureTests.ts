/** Tests of accounts, factors, sessions and social login that are used as proof; each under the name that rows use. */
export const featureTests = {
  "account/code/code.test.ts": {
    codeAnswersAlike: "account.code, %s client > responds the same without an account, and reveals only the address",
    codeEnds: "account.code, %s client > counts wrong codes, including empty and malformed ones, and ends after three",
    codeExpires: "account.code, %s client > expires after three minutes",
    codeInOrder: "account.code, %s client > cannot be answered while another step waits",
    codeLimited: "account.code, %s client > is limited by address and by recipient",
    codeRemovesStrangers:
      "account.code, %s client > removes what a stranger prepared in an account that nobody had verified",
  },
  "account/email/manage.test.ts": {
    addressesNeedRecent: "managing addresses, %s client > needs recent authentication, and does nothing without",
  },
  "account/email/verify.test.ts": {
    codeOfAnotherBrowser:
      "account.email.verify by code, %s client > fails with no_pending_flow where nothing is pending, and in another browser",
    codeReplaced:
      "account.email.verify by code, %s client > resends with a new code that replaces the old one, twice, without new attempts or time",
    linkLooksOnly:
      "account.email.verify by link, %s client > uses nothing up when it is only checked, as by a mail scanner",
    linkExpires:
      "account.email.verify by link, %s client > refuses keys that are wrong, used, of another kind or expired",
  },
  "account/honeypot.test.ts": {
    honeypotRefuses:
      "the honeypot of a signup, %s client > refuses whoever fills it in, with an event, and sends nothing",
  },
  "account/login.test.ts": {
    loginAnswersAlike: "account.login, %s client > responds alike to a wrong password and an unknown address",
    loginTold: "account.login, %s client > reports a login to the app when it is complete, not before",
    passwordExact: "account.login, %s client > uses a password exactly as it was set: never trimmed, cut or folded",
    hookUndoes:
      "account.login, %s client > asks the app whether the user may log in, and undoes everything when its hook throws",
    guessesCounted:
      "limits of account.login > count wrong passwords per account and accept other accounts, until the address has used up its share",
    spellingsAreOne: "limits of account.login > count every spelling of an identifier as one",
    trustedBrowserGetsIn:
      "limits of account.login > accept the owner's trusted browser while strangers have used up the account's guesses",
  },
  "account/newLogin.test.ts": {
    newClientKnownBySecret: "a login of a %s > is reported whatever user agent and address it has: those are no secret",
    newClientTold: "a login of a %s > is reported when the user has not logged in there before, once",
    inactiveTold: "a login of a %s > is reported after half a year without one",
    guessedTold: "a login after wrong guesses > of which there were %d brings the mails %j, in a known client as well",
  },
  "account/notifications.test.ts": {
    changesTold: "account.notifications > %s: reports just what it says",
  },
  "account/password/breached.test.ts": {
    breachPrefix: "haveIBeenPwned > sends five characters of the hash, and asks for padding",
    breachRefused:
      "haveIBeenPwned > refuses a breached password at signup, change and reset, and for users that the app creates",
    breachSilent: "a service that does not answer properly > because it %s stops nobody, and is reported",
  },
  "account/password/password.test.ts": {
    passwordChanges:
      "account.password.change, %s client > changes it, notifies the owner, gives this session a new token and ends the others",
    passwordNeedsCurrent:
      "account.password.change, %s client > requires the current password and a good new one, or changes and mails nothing",
    resetAnswersAlike:
      "resetting a password by link, %s client > responds the same without an account and for a deactivated one, and reveals only the address",
    resetByLink:
      "resetting a password by link, %s client > mails one link, refuses weak passwords without using it up, sets the new one and notifies the owner",
    resetEndsAll:
      "resetting a password by link, %s client > ends every session, pending login and count of failures of the user",
    resetLimited: "resetting a password by link, %s client > is limited per address whatever its case, and per key",
    resetMailsStored:
      "resetting a password by link, %s client > mails the stored address, never a look-alike that was typed",
    reauthenticationLimited:
      "account.reauthenticate, %s client > refuses wrong passwords, five of them at most, and users who are not logged in",
  },
  "account/phone/phone.test.ts": {
    phoneLimited: "phone numbers, %s client > refuses a second text message within half a minute, with a clear error",
    phoneProvedFirst: "phone numbers, %s client > changes the number once the new one is verified",
  },
  "account/signup.test.ts": {
    signupHides:
      "account.signup, %s client > hides that an address is taken, by %s: same response, a mail to its owner, no second account",
    signupStoresDeclared:
      "account.signup, %s client > stores the app's own fields, typed end to end, and nothing that was not declared",
    signupAllOrNothing: "account.signup, %s client > commits the app's own rows with the account, or nothing at all",
  },
  "mfa/account.test.ts": {
    factorsByServer: "the server's own calls > remove every factor of a user who has lost them",
    resetKeepsFactors:
      "an account with second factors, %s client > keeps them through a password reset: one mailbox never replaces both factors",
  },
  "mfa/authenticate.test.ts": {
    factorFirst:
      "mfa.authenticate, %s client > waits for the second factor; there is no session and no session cookie before",
    factorGuessesCounted:
      "mfa.authenticate, %s client > counts wrong codes by user, over restarted logins and reauthentication alike",
    totpOnce:
      "mfa.authenticate, %s client > accepts a TOTP code once, across logins and reauthentication, and none from before it",
    totpWindow: "mfa.authenticate, %s client > accepts one step back and forth, not two",
    factorTwenty:
      "mfa.authenticate, %s client > compares no more wrong codes than allowed when twenty arrive at the same time",
    factorOnce: "mfa.authenticate, %s client > works once when twenty arrive at the same time, whatever the code",
    factorsSurviveRotation: "mfa.authenticate, %s client > survives a change of the app's secret",
    recoveryOnce:
      "mfa.authenticate, %s client > accepts each recovery code once, notifies the user, and requires none when the app drops the type",
  },
  "mfa/recoveryCodes.test.ts": {
    recoveryNeedsRecent:
      "mfa.recoveryCodes, %s client > shows the codes only with recent authentication, which a recovery code gives",
    recoveryRenewed: "mfa.recoveryCodes, %s client > void the previous ones when generated again, and notify the user",
  },
  "mfa/totp.test.ts": {
    totpNeedsRecent:
      "mfa.totp, %s client > refuses wrong codes, stale sessions, other sessions and an app that is already active",
    totpRemoved:
      "mfa.totp, %s client > is deactivated with recent authentication; recovery codes are removed with the last factor",
  },
  "mfa/trust.test.ts": {
    trustEnds: "trusting a browser > ends when %s",
    trustIsOnes: "trusting a browser > is not another user's, and a forged or planted cookie is nobody's",
  },
  "mfa/unfinishedLogin.test.ts": {
    unfinishedOnce: "unfinished logins > are reported once a day, however many there are",
    unfinishedTold: "a login without its second factor, %s client > is reported when it can no longer be finished",
  },
  "mfa/webauthn/authenticate.test.ts": {
    keyReplays:
      "mfa.webauthn.authenticate, %s client > refuses a replay, a challenge of another flow, purpose or time, and uses up what it refuses",
  },
  "mfa/webauthn/login.test.ts": {
    passkeyForged: "mfa.webauthn.login, %s client > refuses %s, and uses up the challenge",
    passkeyOnce:
      "mfa.webauthn.login, %s client > accepts a response once, also when twenty arrive at the same time, and none of a removed passkey",
  },
  "mfa/webauthn/manage.test.ts": {
    keyIsOnes:
      "mfa.webauthn.rename and remove, %s client > renames with recent authentication, and only what is the user's",
    keyRemoved:
      "mfa.webauthn.rename and remove, %s client > removes with recent authentication; recovery codes are removed with the last factor",
  },
  "mfa/webauthn/unknown.test.ts": {
    unknownPasskey: "a passkey that nobody has, %s client > is not what is refused for %s",
  },
  "mfa/webauthn/upgrade.test.ts": {
    upgradeNeedsFactor:
      "mfa.webauthn.upgrade, %s client > requires the second factor in this session from a user who has one: a trusted browser is not enough",
    upgradeVerifies: "mfa.webauthn.upgrade, %s client > logs in only with a user who is verified",
    upgradeEnds: "mfa.webauthn.upgrade, %s client > ends with the password that allowed it, changed or reset",
    upgradeEndsWithFactor:
      "mfa.webauthn.upgrade, %s client > ends where the first factor is added, which may be a passkey of the same authenticator; not with a second",
  },
  "mfa/webauthn/register.test.ts": {
    keyNotTaken: "mfa.webauthn.register, %s client > refuses a credential that is already registered",
  },
  "session/cache.test.ts": {
    cacheForgets: "session.cache > drops what another process ends or changes",
    cacheOwn: "session.cache > never shows its own changes late",
    cacheDeaf:
      "session.cache > is not used while changes cannot be read, reports it once, and is used again afterwards",
  },
  "session/limit.test.ts": {
    sessionsAtOnce: "session.maxPerUser, %s client > holds for twenty logins at once, with %s",
    sessionsLimited: "session.maxPerUser, %s client > ends the oldest session at a login beyond it",
    sessionsRefused:
      "session.maxPerUser, %s client > refuses a login beyond it where the app wants that, until the user logs out elsewhere",
  },
  "session/tokens/accessTokens.test.ts": {
    accessTokenAudience: "an access token > is for one of two apps with the same keys, never for the other",
    accessTokenExpires: "an access token > expires to the second, also where it was verified before",
    accessTokenForged:
      "an access token > is invalid when it was altered, signed otherwise, or meant for something else",
    accessTokenRenewed:
      "an access token > is void in the app's own router, as is the refresh token, once its user reauthenticated",
    accessTokenSays:
      "an access token > names the user, the session, the audience, the expiry, and how the user authenticated",
    accessTokenSwapped: "an access token > has no value for another user or session than the one of its hash",
  },
  "session/tokens/dpop.test.ts": {
    boundRefresh:
      "a refresh token that is bound to a key > is useless to a thief, who cannot end the session with it either",
    boundRequired: "an app without a key > is refused where a key is required, before anything is done",
    boundToken:
      "an access token that is bound to a key > is useless to a thief: as Bearer, without a proof, or with a proof of another key",
    proofForged: "a proof > is invalid when it is forged, or for something else",
    proofOnce: "a proof > works once: of two simultaneous calls, one succeeds, and none that comes later",
  },
  "session/tokens/refresh.test.ts": {
    refreshAbsolute: "session.refresh > does not extend the session",
    refreshEnds: "session.refresh > is refused, and the access token with it, when the user %s",
    refreshForged: "session.refresh > lets nobody end a session with an invented token",
    refreshGrace:
      "session.refresh > answers a token again within the grace, with the same successor, since the answer may have been lost",
    refreshOneChain: "session.refresh > makes one chain of twenty simultaneous refreshes",
    refreshReused: "session.refresh > ends the session when a used token is presented again after the grace",
    refreshReusedLate:
      "session.refresh > ends the session by a token that was used long ago, of which nothing is stored any more",
    refreshStored: "session.refresh > stores nothing by which a session could be taken over",
    refreshSwapped: "session.refresh > accepts neither an access token nor a session token as a refresh token",
  },
  "session/tokens/signingKeys.test.ts": {
    keysRefused: "the app's own keys > are refused with what is expected, and without quoting the key: %s",
    keysRotate:
      "generated keys > are replaced in time: the next is published an hour before it signs, the last until its tokens have expired",
    keysSealed: "generated keys > are published without their private half, which is stored encrypted",
  },
  "session/session.test.ts": {
    inactiveEnds: "session, %s client > ends immediately when the account is deactivated or deleted",
    logoutEnds: "session, %s client > ends at logout, token and all",
    lifetime: "session, %s client > expires after its lifetime, which reading does not extend",
    idle: "session, %s client > ends when it was not used for the idle time, and lives on while it is",
    noRefresh: "session, %s client > knows no refresh tokens of opaque sessions",
    moved: "session, %s client > keeps the last use of a session up to date, where the app wants that",
    othersEnd: "session, %s client > ends all the others",
    sessionsListed: "session, %s client > lists the user's sessions, and ends those that are theirs",
    serverEnds: "tokens > keeps the app's own server calls in sync",
    tokensApart: "tokens > accepts no kind of token for another, nor a token of the other client",
  },
  "social/connections.test.ts": {
    connectionsNeedRecent:
      "social.connections, %s client > requires recent authentication, unless the app turned that off",
    connectsOwn:
      "social.connections, %s client > is only for the user who started it, in the session in which they did",
    disconnects: "social.connections, %s client > lists two of one provider, and disconnects one",
  },
  "social/login.test.ts": {
    knownById:
      "social login, %s client > creates an account with the address that the provider verified, and finds it again",
    socialAsksFactor:
      "social login, %s client > logs in no deactivated account, and requires the second factor of a user who has one",
    socialRemovesStrangers:
      "social login, %s client > removes from an account that nobody had verified what a stranger prepared in it",
    tokensSealed: "social login, %s client > keeps tokens only where the app wants them, sealed",
    unverifiedOpensNothing:
      "social login, %s client > never logs in by an address that the provider did not verify, nor for a provider that is not listed",
  },
  "social/reauthentication.test.ts": {
    authTimeFresh:
      "the time at which the user authenticated at the provider > must be after the redirect began, give or take the difference of clocks",
    authTimeStated:
      "the time at which the user authenticated at the provider > must be stated by a provider that promises it",
  },
  "social/refusals.test.ts": {
    callbackUrls: "callbackUrl > %j is refused",
    idTokens: "an ID token > %s is refused when it is returned for a code",
    idTokensOfApps: "an ID token > %s is refused when an app submits it",
    otherIssuer:
      "social.callback refuses, %s client > a response of another issuer, and reports the provider's error instead of a code",
    journeyPlanted:
      "social.callback refuses, %s client > a response to a redirect that was begun with a planted token, and an app's to one before the last",
    tokenSpelt: "an ID token > logs in once without an id of its own, however its signature is spelt",
    pkce: "social.callback refuses, %s client > a code of another redirect, whose PKCE verifier is another, and one that was used",
    providerFails: "an ID token > is not available when the provider %s: a clear error, and nothing is half done",
    state:
      "social.callback refuses, %s client > a state that is missing, foreign, another client's, used, expired, or of another provider",
  },
} as const;
