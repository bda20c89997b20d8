import type { Chapter } from "./requirement.ts";

export const authentication: Chapter = {
  title: "V6 Authentication",
  rows: [
    {
      ...{ id: "6.1.1", level: 1, asks: "It is written down how guessing is slowed, and how owners still get in." },
      proofs: ["ownersGetIn", "thisPage"],
      because:
        "The limits and their defaults stand at the end of this page. Owners get in by a trusted browser, a passkey or a reset, whatever strangers have used up.",
    },
    {
      ...{
        id: "6.1.2",
        level: 2,
        asks: "There is a list of words that passwords may not be, such as the product's name.",
      },
      proofs: ["ownData", "appList"],
      app: "Set `appName`; refuse further words in `account.password.isBlocked`.",
    },
    {
      ...{ id: "6.1.3", level: 2, asks: "Every way in is documented, with the strength that each must have." },
      proofs: ["everyDoor"],
      deviates:
        "There is no table of ways in by strength. All of them pass the same stages, which the server's README lists in their order.",
    },
    {
      ...{ id: "6.2.1", level: 1, asks: "Passwords have at least 8 characters; 15 are better." },
      proofs: ["length", "commonRefused"],
      app: "Set `account.password.minLength` to 15 where the password is the only factor.",
    },
    {
      ...{ id: "6.2.2", level: 1, asks: "People can change their password." },
      proofs: ["passwordChanges", "passwordNeedsCurrent"],
    },
    {
      ...{ id: "6.2.5", level: 1, asks: "No mixture of kinds of characters is asked for." },
      proofs: ["noComposition"],
    },
    {
      ...{ id: "6.2.6", level: 1, asks: "What is typed into a password field is hidden, and can be shown." },
      app: 'Use `<input type="password">`. A button that shows the password may change its type.',
    },
    {
      ...{ id: "6.2.7", level: 1, asks: "Pasting, password managers and autofill work." },
      app: "Set `autocomplete` to `username`, `current-password`, `new-password` and `one-time-code`; never block paste.",
    },
    {
      ...{ id: "6.2.10", level: 2, asks: "Nobody must change a password because time has passed." },
      proofs: ["tenYears"],
    },
    {
      ...{ id: "6.2.11", level: 2, asks: "Passwords that hold words of the context are refused." },
      proofs: ["ownData", "ownNames", "appList"],
      deviates:
        "A reset by code compares the password with the app's name and the address or number that was typed, not with the rest of the account: anybody may ask for such a code, and the refusal would tell them. A word counts when it is nearly the whole password, so names of up to four letters are never found; add them in `account.password.isBlocked`.",
    },
    {
      ...{ id: "6.2.12", level: 2, asks: "New passwords are compared with those of known breaches." },
      proofs: ["commonRefused", "appList", "breachDown"],
      deviates: "A list of common passwords is always compared. No client of a breach service ships.",
      app: "Ask such a service in `account.password.isBlocked`, by the first characters of a hash. A service that is down lets passwords pass, and `onError` is told.",
    },
    {
      ...{ id: "6.3.1", level: 1, asks: "The controls against guessing are in force." },
      proofs: [
        "spareFields",
        "spareMails",
        "hundredADay",
        "ownersGetIn",
        "refusedNotCounted",
        "neverBeyond",
        "guessesCounted",
        "guessesTwenty",
        "spellingsAreOne",
        "countedInBatch",
        "doubleKeys",
        "trustedBrowserGetsIn",
        "limitsHold",
        "resetLimited",
        "reauthenticationLimited",
      ],
      app: "Tell the server where clients call from: `trustedProxies`, or `clientAddress`.",
    },
    {
      ...{ id: "6.3.3", level: 2, asks: "Two factors are needed to get in; at level 3 one of them resists phishing." },
      proofs: ["newFactorAsked", "newFactorEnds", "everyDoor", "factorFirst", "passkeyIsTwo"],
      deviates: "Whoever has a second factor is asked for it at every door. No option demands one of everybody.",
      app: "Where everybody must have one, look at `mfa.authenticators` and keep those without out of your own procedures.",
    },
    {
      ...{ id: "6.3.4", level: 2, asks: "No way in is weaker than the others." },
      proofs: [
        "ownerShowsUp",
        "addedOpensNothing",
        "addedBlocksNobody",
        "keyIsNoPasskey",
        "everyDoor",
        "resetKeepsFactors",
        "codeRemovesStrangers",
        "socialRemovesStrangers",
      ],
    },
    {
      ...{ id: "6.3.5", level: 3, asks: "People are told of logins that look odd." },
      proofs: ["moved"],
      deviates:
        "No mail is sent at a login from a new browser or place. `onEvent` is told of every login and of sessions whose client has changed.",
      app: "Mail people from `onEvent` if you want to.",
    },
    {
      ...{ id: "6.3.6", level: 3, asks: "Mail is neither the only nor the second factor." },
      proofs: ["resetKeepsFactors"],
      deviates:
        "A password reset is proved by mail or a text message alone, as nearly everywhere; it never replaces a second factor. Login by a mailed code is off by default.",
      app: "Leave `account.loginByCode` off at level 3.",
    },
    {
      ...{ id: "6.3.8", level: 3, asks: "Nobody learns from answers or their timing who has an account." },
      proofs: [
        "consequences",
        "hiddenCosts",
        ...["signupHides", "loginAnswersAlike", "resetAnswersAlike", "codeAnswersAlike"],
        ...["nobodyCostsAlike", "signupCostsAlike", "resetCostsAlike"],
      ] as const,
      deviates: "A user name that is taken is told at signup: people must be able to choose another.",
    },
    {
      ...{ id: "6.4.3", level: 2, asks: "A forgotten password is replaced safely, and never past a second factor." },
      proofs: ["resetKeyVoid", "ownerShowsUp", "resetByLink", "resetEndsAll", "resetKeepsFactors", "resetMailsStored"],
    },
    {
      ...{ id: "6.4.4", level: 2, asks: "Who has lost a factor proves who they are as at enrolment." },
      proofs: ["factorsByServer"],
      app: "Only your server can remove factors for somebody (`auth.removeAuthenticators`): see who they are before it does.",
    },
    {
      ...{ id: "6.4.5", level: 3, asks: "People are reminded before a factor expires." },
      because: "No factor expires.",
    },
    {
      ...{ id: "6.4.6", level: 3, asks: "Administrators can start a reset and never choose the password." },
      because:
        "No call of the server sets the password of an account that exists; `account.password.requestReset` mails its owner.",
    },
    {
      ...{
        id: "6.5.2",
        level: 2,
        asks: "Recovery codes of fewer than 112 bits are stored under a password hash with salt.",
      },
      proofs: ["dump"],
      deviates:
        "They are stored as HMAC-SHA-256 under a key that is not in the database, bound to their user, beside a sealed copy from which they can be shown again. Without the key neither is worth anything; with it both are.",
    },
    {
      ...{ id: "6.5.3", level: 2, asks: "Codes and seeds come from a secure generator." },
      proofs: ["chance", "codesEven"],
    },
    { ...{ id: "6.5.4", level: 2, asks: "Codes have at least 20 bits." }, proofs: ["codesLongEnough"] },
    {
      ...{ id: "6.5.5", level: 2, asks: "Codes that are sent live for 10 minutes at most, TOTP codes for 30 seconds." },
      proofs: ["tenMinutes", "codeExpires", "totpWindow"],
      deviates:
        "Links in mails live longer: three days to verify an address, an hour to reset a password. `mfa.totp.period` may be set above 30 seconds.",
    },
    {
      ...{ id: "6.5.6", level: 3, asks: "Every factor can be revoked." },
      proofs: [
        "trustForgotten",
        "totpRemoved",
        "keyRemoved",
        "passkeyOnce",
        "recoveryRenewed",
        "disconnects",
        "trustEnds",
      ],
    },
    {
      ...{ id: "6.5.7", level: 3, asks: "Biometrics count only together with something that one has or knows." },
      because:
        "No biometric reaches the server. A passkey that logs in alone is a key, and must say that it verified its user.",
      proofs: ["passkeyForged"],
    },
    {
      ...{
        id: "6.6.1",
        level: 2,
        asks: "Text messages are not the only choice, and their risks are told; never at level 3.",
      },
      proofs: ["noTexts", "phoneProvedFirst"],
      deviates: "Phone numbers are off by default. No option refuses them for level 3.",
      app: "Offer passkeys or an authenticator app beside text messages, and say why they are safer.",
    },
    {
      ...{ id: "6.6.2", level: 2, asks: "A code is good only for the request that it was sent for." },
      proofs: ["formerNumber", "codeOfAnotherBrowser", "codeInOrder", "codeReplaced"],
    },
    {
      ...{ id: "6.6.3", level: 2, asks: "Guesses at codes are limited." },
      proofs: ["fewTexts", "codeEnds", "codesTwenty", "codeLimited", "factorGuessesCounted", "factorTwenty"],
    },
    {
      ...{ id: "6.7.1", level: 3, asks: "Nobody can change a public key that is stored." },
      because: "Only registration writes one, and none is ever replaced.",
      proofs: ["keyNotTaken", "keyIsOnes"],
      app: "Who may write to the tables is decided by the rights in your database.",
    },
    {
      ...{ id: "6.7.2", level: 3, asks: "Challenges are unique and long enough." },
      proofs: ["challenges", "keyReplays"],
    },
    {
      ...{ id: "6.8.1", level: 2, asks: "One provider cannot speak for the users of another." },
      proofs: ["sameIdElsewhere", "unverifiedOpensNothing"],
    },
    {
      ...{ id: "6.8.2", level: 2, asks: "Signatures of providers are always there and always verified." },
      proofs: ["idTokens", "idTokensOfApps"],
    },
    {
      ...{
        id: "6.8.4",
        level: 2,
        asks: "How strongly and when the provider authenticated somebody is checked, or what happens without it is written down.",
      },
      proofs: ["socialAsksFactor"],
      deviates:
        "`acr`, `amr` and `auth_time` are not looked at: a login by a provider counts as one factor, and whoever has a second one here is asked for it.",
    },
  ],
};
