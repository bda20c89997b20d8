/** Tests that authority is checked where it is used, and of who owns an account, by the name that rows use. */
export const authorityTests = {
  "security/authority/lateBodies.test.ts": {
    lateBodies: "a call whose body comes late, under %s > does nothing of the app's once %s",
    lateCalls: "a call of ours whose body comes after its session ended, %s client > is refused: %s",
  },
  "security/authority/formerContacts.test.ts": {
    formerNumber: "a code that was sent to a number, %s client > logs nobody in once the account has moved to another",
    resetKeyVoid: "the key of a reset > is void once %s",
  },
  "security/authority/newFactors.test.ts": {
    newFactorAsked: "a factor that is activated, %s client > is asked of a login that waits for %s: %s",
    newFactorEnds: "a factor that is activated, %s client > ends the other sessions when it is the first: %s",
  },
  "security/authority/onePool.test.ts": {
    onePool:
      "signup.open that asks the database, on a pool of %i > lets forty people sign up at once, each known and unknown address alike",
  },
  "security/authority/races.test.ts": {
    provedAtOnce: "an address > that several people prove at once by %s is one's, and the others are told",
    addedAtOnce: "addresses that are added at once > are never more than the app allows: %s",
    removedAtOnce: "two removals at once > leave a primary address where people log in %s",
  },
  "security/authority/renewedTokens.test.ts": {
    tokenRenewed: "reauthentication, %s client > by %s gives the session a new token, and the old one is dead at once",
    endingNeedsRecent: "ending sessions, %s client > needs recent authentication",
    madeByApp:
      "a session that the app made, %s client > is no recent authentication, for ours and the app's own, until a credential is given",
  },
  "security/authority/subscriptions.test.ts": {
    subscriptionsEnd: "a subscription of the app > over %s, %s client, tells nothing more and ends once %s",
  },
  "security/authority/trustedBrowsers.test.ts": {
    trustForgotten: "a browser that is trusted > %s is asked again once %s",
  },
  "security/authority/waitingLogins.test.ts": {
    waitingEnds: "a login that waits, %s client > for %s comes to nothing once %s",
  },
  "security/ownership/addedAddress.test.ts": {
    addedOpensNothing:
      "an address that somebody added and has not proved, %s client > opens nothing: no login, reset or code by it, where verification is %s",
    addedBlocksNobody:
      "an address that somebody added and has not proved, %s client > keeps its owner from nothing: they sign up with it, and it can no longer be proved where it was added",
  },
  "security/ownership/ownerShowsUp.test.ts": {
    ownerShowsUp:
      "whoever signed up with another's address, %s client > has no way back in after the owner's %s (verification %s)",
  },
  "security/ownership/typedBeside.test.ts": {
    keyIsNoPasskey:
      "a key that is a second factor alone, %s client > never logs in by itself, even if its authenticator offers it",
  },
  "security/enumeration/consequences.test.ts": {
    consequences: "a taken address is answered as a free one, %s client > %s",
  },
  "security/enumeration/hiddenSignup.test.ts": {
    hiddenCosts:
      "a signup with an address that is another's, %s client > costs as many hashes as one with a free address, and so do the logins after it",
  },
  "limits/counters.test.ts": {
    refusedNotCounted: "counters of the limits > are not touched by a refused call: neither a victim's nor a new one",
    neverBeyond: "counters of the limits > never go beyond their limits, however many call at once",
  },
  "limits/identifiers.test.ts": {
    spareFields:
      "what a limit counts is what is looked up, %s client > a login with an address and %s is refused, and looks nobody up",
    spareMails:
      "what a limit counts is what is looked up, %s client > a spare field sends no more mails: neither to reset, nor with codes, nor to verify",
  },
  "limits/owners.test.ts": {
    ownersGetIn:
      "a stranger elsewhere keeps no owner out, %s client > of a reset and login, once all guesses at the account are used up",
    hundredADay:
      "guesses at one account > end after a hundred in a day, wherever they come from, and a reset still opens it",
  },
  "limits/textMessages.test.ts": {
    noTexts:
      "text messages, %s client > are refused where the app has no phone numbers: nothing is stored and nothing sent",
    fewTexts:
      "text messages, %s client > are few to one number in a day, wherever they are asked for, and go on the day after",
  },
} as const;
