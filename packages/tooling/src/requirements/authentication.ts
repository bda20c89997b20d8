import type { Chapter } from "./requirement.ts";

export const authentication: Chapter = {
  title: "V6 Authentication",
  rows: [
    {
      ...{ id: "6.1.1", level: 1, asks: "It is documented how guessing is limited, and how owners can still log in." },
      proofs: ["ownersGetIn", "thisPage"],
      because:
        "The limits and their defaults are listed at the end of this page. Owners can log in with a trusted browser, a passkey or a reset, even if strangers have exhausted the limits.",
    },
    {
      ...{
        id: "6.1.2",
        level: 2,
        asks: "There is a list of words that passwords must not be, such as the product name.",
      },
      proofs: ["ownData", "appList"],
      app: "Set `appName`; reject further words in `account.password.isBlocked`.",
    },
    {
      ...{ id: "6.1.3", level: 2, asks: "Every way to log in is documented, with the strength it must have." },
      proofs: ["everyDoor"],
      deviates:
        "There is no table of login methods by strength. All of them pass the same stages, which the server README lists in order.",
    },
    {
      ...{ id: "6.2.1", level: 1, asks: "Passwords have at least 8 characters; 15 are recommended." },
      proofs: ["length", "commonRefused"],
      app: "Set `account.password.minLength` to 15 if the password is the only factor.",
    },
    {
      ...{ id: "6.2.2", level: 1, asks: "Users can change their password." },
      proofs: ["passwordChanges", "passwordNeedsCurrent"],
    },
    {
      ...{ id: "6.2.5", level: 1, asks: "No composition rules for types of characters." },
      proofs: ["noComposition"],
    },
    {
      ...{ id: "6.2.6", level: 1, asks: "Password fields hide what is typed, and can show it." },
      app: 'Use `<input type="password">`. A button to show the password may change its type.',
    },
    {
      ...{ id: "6.2.7", level: 1, asks: "Pasting, password managers and autofill work." },
      app: "Set `autocomplete` to `username`, `current-password`, `new-password` and `one-time-code`; never block paste.",
    },
    {
      ...{ id: "6.2.10", level: 2, asks: "Passwords do not expire." },
      proofs: ["tenYears"],
    },
    {
      ...{ id: "6.2.11", level: 2, asks: "Passwords that contain context-specific words are rejected." },
      proofs: ["ownData", "ownNames", "appList"],
      deviates:
        "A reset by code compares the password with the app's name and the address or number that was entered, not with the rest of the account: anyone can request such a code, and a rejection would reveal account data. A word counts only if it is nearly the whole password, so names of up to four letters are never found; add them in `account.password.isBlocked`.",
    },
    {
      ...{ id: "6.2.12", level: 2, asks: "New passwords are checked against known breaches." },
      proofs: ["commonRefused", "appList", "breachDown"],
      deviates:
        "Passwords are always checked against a list of common ones. No client for a breach service is included.",
      app: "Query such a service in `account.password.isBlocked`, by the first characters of a hash. If the service is down, passwords are accepted and `onError` is called.",
    },
    {
      ...{ id: "6.3.1", level: 1, asks: "The controls against guessing are in place." },
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
      app: "Tell the server how to find client addresses: `trustedProxies` or `clientAddress`.",
    },
    {
      ...{ id: "6.3.3", level: 2, asks: "Login requires two factors; at level 3, one of them resists phishing." },
      proofs: ["newFactorAsked", "newFactorEnds", "everyDoor", "factorFirst", "passkeyIsTwo"],
      deviates: "Users with a second factor must use it with every login method. No option requires one of all users.",
      app: "If every user must have one, check `mfa.authenticators` and refuse users without one in your own procedures.",
    },
    {
      ...{ id: "6.3.4", level: 2, asks: "No way to log in is weaker than the others." },
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
      ...{ id: "6.3.5", level: 3, asks: "Users are notified of suspicious logins." },
      proofs: ["moved"],
      deviates:
        "No email is sent about a login from a new browser or place. `onEvent` reports every login, and sessions whose client has changed.",
      app: "Email users from `onEvent` if you want this.",
    },
    {
      ...{ id: "6.3.6", level: 3, asks: "Email is neither the only nor the second factor." },
      proofs: ["resetKeepsFactors"],
      deviates:
        "A password reset needs only an email or a text message, as in most apps; it never replaces a second factor. Login with an emailed code is off by default.",
      app: "Leave `account.loginByCode` off at level 3.",
    },
    {
      ...{ id: "6.3.8", level: 3, asks: "Neither responses nor their timing reveal who has an account." },
      proofs: [
        "consequences",
        "hiddenCosts",
        ...["signupHides", "loginAnswersAlike", "resetAnswersAlike", "codeAnswersAlike"],
        ...["nobodyCostsAlike", "signupCostsAlike", "resetCostsAlike"],
      ] as const,
      deviates: "Signup reveals whether a username is taken, because users must be able to choose another.",
    },
    {
      ...{
        id: "6.4.3",
        level: 2,
        asks: "Resetting a forgotten password is secure and does not bypass a second factor.",
      },
      proofs: ["resetKeyVoid", "ownerShowsUp", "resetByLink", "resetEndsAll", "resetKeepsFactors", "resetMailsStored"],
    },
    {
      ...{ id: "6.4.4", level: 2, asks: "Users who lost a factor prove their identity as at enrolment." },
      proofs: ["factorsByServer"],
      app: "Only your server can remove a user's factors (`auth.removeAuthenticators`): check their identity first.",
    },
    {
      ...{ id: "6.4.5", level: 3, asks: "Users are reminded before a factor expires." },
      because: "No factor expires.",
    },
    {
      ...{ id: "6.4.6", level: 3, asks: "Administrators can start a reset, but never choose the password." },
      because:
        "No server-side call sets the password of an existing account; `account.password.requestReset` emails its owner.",
    },
    {
      ...{
        id: "6.5.2",
        level: 2,
        asks: "Recovery codes of fewer than 112 bits are stored with a salted password hash.",
      },
      proofs: ["dump"],
      deviates:
        "They are stored as HMAC-SHA-256 with a key that is not in the database, bound to their user, together with an encrypted copy so that they can be shown again. Without the key, both are useless; with it, both are exposed.",
    },
    {
      ...{ id: "6.5.3", level: 2, asks: "Codes and seeds come from a secure generator." },
      proofs: ["chance", "codesEven"],
    },
    { ...{ id: "6.5.4", level: 2, asks: "Codes have at least 20 bits." }, proofs: ["codesLongEnough"] },
    {
      ...{
        id: "6.5.5",
        level: 2,
        asks: "Codes sent to users are valid for at most 10 minutes, TOTP codes for 30 seconds.",
      },
      proofs: ["tenMinutes", "codeExpires", "totpWindow"],
      deviates:
        "Links in emails are valid for longer: three days to verify an address, one hour to reset a password. `mfa.totp.period` may be set above 30 seconds.",
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
      ...{ id: "6.5.7", level: 3, asks: "Biometrics count only together with something the user has or knows." },
      because:
        "No biometric data reaches the server. A passkey that logs in by itself is a key, and must confirm that it verified its user.",
      proofs: ["passkeyForged"],
    },
    {
      ...{
        id: "6.6.1",
        level: 2,
        asks: "Text messages are not the only option, and users are told their risks; never at level 3.",
      },
      proofs: ["noTexts", "phoneProvedFirst"],
      deviates: "Phone numbers are off by default. No option rules them out for level 3.",
      app: "Offer passkeys or an authenticator app alongside text messages, and explain why they are safer.",
    },
    {
      ...{ id: "6.6.2", level: 2, asks: "A code is valid only for the request it was sent for." },
      proofs: ["formerNumber", "codeOfAnotherBrowser", "codeInOrder", "codeReplaced"],
    },
    {
      ...{ id: "6.6.3", level: 2, asks: "Attempts to guess codes are limited." },
      proofs: ["fewTexts", "codeEnds", "codesTwenty", "codeLimited", "factorGuessesCounted", "factorTwenty"],
    },
    {
      ...{ id: "6.7.1", level: 3, asks: "Stored public keys cannot be changed." },
      because: "Only registration writes one, and none is ever replaced.",
      proofs: ["keyNotTaken", "keyIsOnes"],
      app: "The privileges in your database decide who may write to the tables.",
    },
    {
      ...{ id: "6.7.2", level: 3, asks: "Challenges are unique and long enough." },
      proofs: ["challenges", "keyReplays"],
    },
    {
      ...{ id: "6.8.1", level: 2, asks: "One provider cannot impersonate the users of another." },
      proofs: ["sameIdElsewhere", "unverifiedOpensNothing"],
    },
    {
      ...{ id: "6.8.2", level: 2, asks: "Provider signatures are always required and always verified." },
      proofs: ["idTokens", "idTokensOfApps"],
    },
    {
      ...{
        id: "6.8.4",
        level: 2,
        asks: "The strength and time of authentication at the provider is checked, or the fallback is documented.",
      },
      proofs: ["socialAsksFactor"],
      deviates:
        "`acr`, `amr` and `auth_time` are ignored: a provider login counts as one factor, and users with a second one here are asked for it.",
    },
  ],
};
