/** Tests that authority is checked where it is used, and of who owns an account, by the name that rows use. */
export const authorityTests = {
  "security/authority/lateBodies.test.ts": {
    lateBodies: "a call whose body arrives late, under %s > runs no procedure of the app once %s",
    lateCalls: "a call of ours whose body arrives after its session ended, %s client > is refused: %s",
  },
  "security/authority/formerContacts.test.ts": {
    formerNumber:
      "a code that was sent to a number, %s client > logs nobody in once the account has changed to another",
    resetKeyVoid: "the key of a reset > is void once %s",
  },
  "security/authority/newFactors.test.ts": {
    newFactorAsked: "a factor that is activated, %s client > is required by a login that waits for %s: %s",
    newFactorEnds: "a factor that is activated, %s client > ends the other sessions when it is the first: %s",
  },
  "security/authority/onePool.test.ts": {
    onePool:
      "signup.open that queries the database, on a pool of %i > lets forty people sign up at the same time, with known and unknown addresses alike",
  },
  "security/authority/races.test.ts": {
    provedAtOnce:
      "an address > that several users verify at the same time by %s goes to one, and the others get an error",
    addedAtOnce: "addresses that are added at the same time > are never more than the app allows: %s",
    removedAtOnce: "two simultaneous removals > leave a primary address where users log in %s",
  },
  "security/authority/renewedTokens.test.ts": {
    tokenRenewed:
      "reauthentication, %s client > by %s gives the session a new token, and the old one is void immediately",
    endingNeedsRecent: "ending sessions, %s client > needs recent authentication",
    madeByApp:
      "a session that the app created, %s client > does not count as recent authentication, for ours and the app's own, until a credential is given",
  },
  "security/authority/subscriptions.test.ts": {
    subscriptionsEnd: "a subscription of the app > over %s, %s client, sends nothing more and ends once %s",
  },
  "security/authority/trustedBrowsers.test.ts": {
    trustForgotten: "a trusted browser > %s is no longer trusted once %s",
  },
  "security/authority/waitingLogins.test.ts": {
    waitingEnds: "a pending login, %s client > for %s comes to nothing once %s",
  },
  "security/ownership/addedAddress.test.ts": {
    addedOpensNothing:
      "an address that was added and is not verified, %s client > opens nothing: no login, reset or code by it, where verification is %s",
    addedBlocksNobody:
      "an address that was added and is not verified, %s client > keeps its owner from nothing: they sign up with it, and it can no longer be verified where it was added",
  },
  "security/ownership/ownerShowsUp.test.ts": {
    ownerShowsUp:
      "a stranger who signed up with another's address, %s client > has no way back in after the owner's %s (verification %s)",
  },
  "security/ownership/typedBeside.test.ts": {
    keyIsNoPasskey:
      "a key that is only a second factor, %s client > never logs in by itself, even if its authenticator offers it",
  },
  "security/challenge/asked.test.ts": {
    challengeAsked:
      "a challenge, %s client > is asked for once half of the guesses at an account are used up, and no longer once one is right",
  },
  "security/challenge/solved.test.ts": {
    challengeHangs: "a challenge that nobody can give, %s client > within five seconds is one of them, in %s",
    challengeOnce: "a solved challenge, %s client > lets one of twenty simultaneous calls through",
  },
  "security/challenge/hidden.test.ts": {
    challengeAlike: "whether an address has an account, %s client > does not show in what must be solved: %s",
  },
  "security/enumeration/consequences.test.ts": {
    consequences: "a taken address gets the same responses as a free one, %s client > %s",
  },
  "security/enumeration/hiddenSignup.test.ts": {
    hiddenCosts:
      "a signup with an address that is taken, %s client > costs as many hashes as one with a free address, and so do the logins after it",
  },
  "limits/counters.test.ts": {
    refusedNotCounted: "counters of the limits > are not touched by a refused call: neither a victim's nor a new one",
    neverBeyond: "counters of the limits > never exceed their limits, however many calls are made at the same time",
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
    waitsGrow: "guesses at one account > wait longer the more there are, until the owner's own success",
  },
  "limits/textMessages.test.ts": {
    noTexts:
      "text messages, %s client > are refused where the app has no phone numbers: nothing is stored and nothing sent",
    fewTexts:
      "text messages, %s client > are few to one number in a day, wherever they are requested, and continue the day after",
  },
} as const;
