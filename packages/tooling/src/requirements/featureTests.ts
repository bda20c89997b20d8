/** Tests of accounts, factors, sessions and social login that are used as proof; each under the name that rows use. */
export const featureTests = {
  "account/code/code.test.ts": {
    codeAnswersAlike: "account.code, %s client > answers the same for nobody, and tells the address alone",
    codeEnds: "account.code, %s client > counts wrong codes, empty and odd ones too, and ends after three",
    codeExpires: "account.code, %s client > expires after three minutes",
    codeInOrder: "account.code, %s client > cannot be answered while another step waits",
    codeLimited: "account.code, %s client > is limited by address and by recipient",
    codeRemovesStrangers:
      "account.code, %s client > takes away what a stranger prepared in an account that nobody had proved",
  },
  "account/email/manage.test.ts": {
    addressesNeedRecent: "managing addresses, %s client > needs recent authentication, and does nothing without",
  },
  "account/email/verify.test.ts": {
    codeOfAnotherBrowser:
      "account.email.verify by code, %s client > answers no_pending_flow where nothing waits, and in another browser",
    codeReplaced:
      "account.email.verify by code, %s client > resends with a new code that takes the old one's place, twice, without new attempts or time",
    linkLooksOnly:
      "account.email.verify by link, %s client > uses nothing up when it only looks, as a mail scanner does",
    linkExpires:
      "account.email.verify by link, %s client > refuses keys that are wrong, used, of another kind or too old",
  },
  "account/login.test.ts": {
    loginAnswersAlike: "account.login, %s client > answers a wrong password and an unknown address alike",
    loginTold: "account.login, %s client > tells the app of a login when it is complete, not before",
    passwordExact: "account.login, %s client > takes a password exactly as it was set: never trimmed, cut or folded",
    hookUndoes:
      "account.login, %s client > asks the app whether the user may log in, and undoes everything when its hook throws",
    guessesCounted:
      "limits of account.login > counts wrong passwords per account and lets other accounts in, until the address has had its share",
    spellingsAreOne: "limits of account.login > counts every spelling of an identifier as one",
    trustedBrowserGetsIn:
      "limits of account.login > lets the owner's trusted browser in while strangers have used up the account's guesses",
  },
  "account/password/password.test.ts": {
    passwordChanges:
      "account.password.change, %s client > changes it, tells, gives this session a new token and ends the others",
    passwordNeedsCurrent:
      "account.password.change, %s client > needs the current password and a good new one, or changes and mails nothing",
    resetAnswersAlike:
      "resetting a password by link, %s client > answers the same for nobody and for a disabled account, and tells the address alone",
    resetByLink:
      "resetting a password by link, %s client > mails one link, refuses weak passwords without using it up, sets the new one and tells",
    resetEndsAll:
      "resetting a password by link, %s client > ends every session, pending login and count of failures of the user",
    resetLimited: "resetting a password by link, %s client > is limited per address whatever its case, and per key",
    resetMailsStored:
      "resetting a password by link, %s client > mails the stored address, never a look-alike that was typed",
    reauthenticationLimited:
      "account.reauthenticate, %s client > refuses wrong passwords, five of them at most, and people who are not logged in",
  },
  "account/phone/phone.test.ts": {
    phoneLimited: "phone numbers, %s client > refuses a second text message within half a minute, with a clear error",
    phoneProvedFirst: "phone numbers, %s client > changes the number once the new one is proved",
  },
  "account/signup.test.ts": {
    signupHides:
      "account.signup, %s client > hides that an address is taken, by %s: same answer, a mail to its owner, no second account",
    signupStoresDeclared:
      "account.signup, %s client > stores the app's own fields, typed end to end, and nothing that was not declared",
    signupAllOrNothing: "account.signup, %s client > commits the app's own rows with the account, or nothing at all",
  },
  "mfa/account.test.ts": {
    factorsByServer: "the server's own calls > remove every factor of somebody who has lost them",
    resetKeepsFactors:
      "an account with second factors, %s client > keeps them through a password reset: one mailbox never beats both factors",
  },
  "mfa/authenticate.test.ts": {
    factorFirst:
      "mfa.authenticate, %s client > waits for the second factor; no session and no session cookie is there before",
    factorGuessesCounted:
      "mfa.authenticate, %s client > counts wrong codes by user, over logins begun anew and reauthentication alike",
    totpOnce:
      "mfa.authenticate, %s client > takes a TOTP code once, across logins and reauthentication, and none from before it",
    totpWindow: "mfa.authenticate, %s client > accepts one step back and forth, not two",
    factorTwenty: "mfa.authenticate, %s client > compares no more wrong codes than allowed when twenty arrive together",
    factorOnce: "mfa.authenticate, %s client > works once when twenty arrive together, whatever the code",
    factorsSurviveRotation: "mfa.authenticate, %s client > survives a change of the app's secret",
    recoveryOnce:
      "mfa.authenticate, %s client > takes each recovery code once, tells the user, and asks no more when the app drops the type",
  },
  "mfa/recoveryCodes.test.ts": {
    recoveryNeedsRecent:
      "mfa.recoveryCodes, %s client > shows the codes only with recent authentication, which a recovery code gives",
    recoveryRenewed: "mfa.recoveryCodes, %s client > void the former ones when made anew, and tell the user",
  },
  "mfa/totp.test.ts": {
    totpNeedsRecent:
      "mfa.totp, %s client > refuses wrong codes, stale sessions, other sessions and what is active already",
    totpRemoved:
      "mfa.totp, %s client > is deactivated with recent authentication; recovery codes go with the last factor",
  },
  "mfa/trust.test.ts": {
    trustEnds: "trusting a browser > ends when %s",
    trustIsOnes: "trusting a browser > is not another user's, and a forged or planted cookie is nobody's",
  },
  "mfa/webauthn/authenticate.test.ts": {
    keyReplays:
      "mfa.webauthn.authenticate, %s client > refuses a replay, a challenge of another flow, purpose or time, and spends what it refuses",
  },
  "mfa/webauthn/login.test.ts": {
    passkeyForged: "mfa.webauthn.login, %s client > refuses %s, and spends the challenge",
    passkeyOnce:
      "mfa.webauthn.login, %s client > takes an answer once, also when twenty arrive together, and none of a removed passkey",
  },
  "mfa/webauthn/manage.test.ts": {
    keyIsOnes:
      "mfa.webauthn.rename and remove, %s client > renames with recent authentication, and only what is the user's",
    keyRemoved:
      "mfa.webauthn.rename and remove, %s client > removes with recent authentication; recovery codes go with the last factor",
  },
  "mfa/webauthn/register.test.ts": {
    keyNotTaken: "mfa.webauthn.register, %s client > refuses a credential that is somebody's already",
  },
  "session/cache.test.ts": {
    cacheForgets: "session.cache > forgets what another process ends or changes",
    cacheOwn: "session.cache > never shows its own changes late",
    cacheDeaf: "session.cache > is not used while nothing is heard, says so once, and is used again afterwards",
  },
  "session/tokens/accessTokens.test.ts": {
    accessTokenAudience: "an access token > is for one of two apps with the same keys, never for the other",
    accessTokenExpires: "an access token > expires to the second, also where it was verified before",
    accessTokenForged:
      "an access token > is good for nothing when it was altered, signed otherwise, or meant for something else",
    accessTokenRenewed:
      "an access token > is dead in the app's own router, and the refresh token with it, once its user reauthenticated",
    accessTokenSays: "an access token > says who, in which session, for whom, until when, and how they authenticated",
    accessTokenSwapped: "an access token > says nothing for another user or session than the one that its hash is of",
  },
  "session/tokens/dpop.test.ts": {
    boundRefresh:
      "a refresh token that is bound to a key > is no use to a thief, who cannot end the session with it either",
    boundRequired: "an app without a key > is refused where a key is required, before anything is done",
    boundToken:
      "an access token that is bound to a key > is no use to a thief: as Bearer, without a proof, or with a proof of another key",
    proofForged: "a proof > is good for nothing when it is forged, or for something else",
    proofOnce: "a proof > works once: of two that come at once, one does, and none that comes later",
  },
  "session/tokens/refresh.test.ts": {
    refreshAbsolute: "session.refresh > does not lengthen the session",
    refreshEnds: "session.refresh > is refused, and the access token with it, when the user %s",
    refreshForged: "session.refresh > lets nobody end a session by a token that was made up",
    refreshGrace:
      "session.refresh > answers a token again within the grace, with the same successor, since the answer may have been lost",
    refreshOneChain: "session.refresh > makes one chain of twenty at once",
    refreshReused: "session.refresh > ends the session when a used token comes again after the grace",
    refreshReusedLate:
      "session.refresh > ends the session by a token that was used long ago, of which nothing is stored any more",
    refreshStored: "session.refresh > stores nothing by which a session could be taken over",
    refreshSwapped: "session.refresh > takes neither an access token nor a session token for a refresh token",
  },
  "session/tokens/signingKeys.test.ts": {
    keysRefused: "the app's own keys > are refused with what is expected, and without a word of the key: %s",
    keysRotate:
      "generated keys > are replaced in time: the next is published an hour before it signs, the last until its tokens have expired",
    keysSealed: "generated keys > are published without their private half, which is stored encrypted",
  },
  "session/session.test.ts": {
    inactiveEnds: "session, %s client > ends at once when the account is switched off or deleted",
    logoutEnds: "session, %s client > ends at logout, token and all",
    lifetime: "session, %s client > expires after its lifetime, which reading does not extend",
    idle: "session, %s client > ends when it was not used for the idle time, and lives on while it is",
    noRefresh: "session, %s client > knows no refresh tokens of opaque sessions",
    moved: "session, %s client > keeps up what a session was last used with, where the app wants that",
    othersEnd: "session, %s client > ends all the others",
    sessionsListed: "session, %s client > lists the user's sessions, and ends those that are theirs",
    serverEnds: "tokens > keeps the app's own server calls in step",
    tokensApart: "tokens > takes no kind of token for another, nor a token of the other client",
  },
  "social/connections.test.ts": {
    connectionsNeedRecent:
      "social.connections, %s client > asks for recent authentication, unless the app switched that off",
    connectsOwn: "social.connections, %s client > is for whoever set out, in the session in which they did",
    disconnects: "social.connections, %s client > lists two of one provider, and disconnects one",
  },
  "social/login.test.ts": {
    knownById:
      "social login, %s client > makes an account with the address that the provider verified, and finds it again",
    socialAsksFactor:
      "social login, %s client > is no login for a disabled account, and asks for the second factor of who has one",
    socialRemovesStrangers:
      "social login, %s client > takes from an account that nobody had proved what a stranger prepared in it",
    tokensSealed: "social login, %s client > keeps tokens only where the app wants them, sealed",
    unverifiedOpensNothing:
      "social login, %s client > never logs in by an address that the provider did not verify, nor for a provider that is not named",
  },
  "social/refusals.test.ts": {
    callbackUrls: "callbackUrl > %j is refused",
    idTokens: "an ID token > %s is refused when it comes for a code",
    idTokensOfApps: "an ID token > %s is refused when an app brings it",
    otherIssuer:
      "social.callback refuses, %s client > an answer of another issuer, and tells what the provider said instead of a code",
    journeyPlanted:
      "social.callback refuses, %s client > an answer of a journey that set out from a token that was planted, and an app's of one before the last",
    tokenSpelt: "an ID token > logs in once without an id of its own, however its signature is spelt",
    pkce: "social.callback refuses, %s client > a code of another journey, whose PKCE verifier is another, and one that was used",
    providerFails: "an ID token > is not there when the provider %s: a clear error, and nothing is half done",
    state:
      "social.callback refuses, %s client > a state that is missing, foreign, another client's, used, expired, or of another provider",
  },
} as const;
