import type { Chapter } from "./requirement.ts";

export const nist: Chapter = {
  title: "NIST SP 800-63B-4",
  rows: [
    {
      ...{
        id: "§3.1.1.2 length",
        level: null,
        asks: "A password that is the only factor has 15 characters or more; beside another one, 8.",
      },
      proofs: ["length"],
      deviates: "8 is the default in both cases.",
      app: "Set `account.password.minLength` to 15, unless everybody has a second factor.",
    },
    {
      ...{
        id: "§3.1.1.2 any text",
        level: null,
        asks: "At least 64 characters of any kind are taken, counted as code points, and the whole password counts.",
      },
      proofs: ["noComposition", "passwordExact", "longPasswords", "commonRefused"],
    },
    {
      ...{
        id: "§3.1.1.2 normalization",
        level: null,
        asks: "Passwords should be normalized (NFC) before they are hashed.",
      },
      deviates: "They are hashed exactly as typed, as ASVS 6.2.8 wants it.",
      proofs: ["passwordExact"],
    },
    {
      ...{
        id: "§3.1.1.2 no rules",
        level: null,
        asks: "No mixture, no change by the calendar, no hints, no questions about one's life.",
      },
      proofs: ["noComposition", "tenYears"],
      because: "There are no hints and no questions.",
    },
    {
      ...{
        id: "§3.1.1.2 change after a breach",
        level: null,
        asks: "A password that is known to be stolen must be changed.",
      },
      deviates: "No call marks a password so.",
      app: "End the account's sessions with `auth.revokeSessions` and mail its owner to reset it.",
    },
    {
      ...{
        id: "§3.1.1.2 blocklist",
        level: null,
        asks: "The whole password is compared with a list; people are told why theirs is refused.",
      },
      proofs: ["commonRefused", "ownData", "appList"],
      because: "The codes `password_too_common`, `password_too_similar` and `password_too_short` give the reason.",
      deviates: "A password that nearly is one's own name or address is refused as well, which is stricter.",
    },
    {
      ...{ id: "§3.1.1.2 managers", level: null, asks: "Password managers and autofill work." },
      app: "Set `autocomplete`, and never block paste.",
    },
    {
      ...{
        id: "§3.1.1.2 storage",
        level: null,
        asks: "Hashes are salted, slow, and say how they were made; a key kept elsewhere should be mixed in.",
      },
      proofs: ["rehash", "dump"],
      deviates: "No key (pepper) is mixed into hashes of passwords.",
      app: "A `hasher` of your own may add one.",
    },
    {
      ...{
        id: "§3.2.2 guesses",
        level: null,
        asks: "After 100 wrong answers in a row an authenticator is switched off until it is bound again.",
      },
      proofs: ["hundredADay", "guessesCounted", "factorGuessesCounted"],
      deviates:
        "After a hundred wrong answers in a day an account takes no more guesses that day. Nothing is switched off for good, so that strangers cannot take an account from its owner.",
    },
    {
      ...{ id: "§3.1.3 out of band", level: null, asks: "Codes work once and for 10 minutes, and are never mailed." },
      proofs: ["tenMinutes", "codeOnce"],
      deviates: "Login by a mailed code can be switched on; it is off by default.",
    },
    {
      ...{
        id: "§3.2.9 telephone",
        level: null,
        asks: "Who may use text messages is offered something better, and told of the risk.",
      },
      proofs: ["noTexts", "phoneLimited"],
      app: "Offer passkeys or an authenticator app beside them, and say why. Phone numbers are off by default.",
    },
    {
      ...{
        id: "§4.2 recovery",
        level: null,
        asks: "Recovery codes have 64 bits and work once; codes that are sent live for 24 hours by mail; two proofs where there are two factors; the owner is told.",
      },
      proofs: ["resetKeyVoid", "recoveryOnce", "recoveryRenewed", "resetByLink", "resetKeepsFactors", "linkExpires"],
      deviates:
        "Recovery codes have eight digits (26 bits) and live by the limits on guesses. A link that verifies an address works for three days.",
    },
    {
      ...{
        id: "§5 sessions",
        level: null,
        asks: "Session secrets are random, opaque, in `__Host-` cookies that scripts cannot read; they end after a time; authenticating again begins that time anew.",
      },
      proofs: ["tokenRenewed", "cookies", "twoTokens", "lifetime", "idle"],
      deviates: "A remembered session outlives the browser's end. Authenticating again does not lengthen a session.",
      app: "Set `session.lifetime` and `session.idleTimeout` where you claim AAL2 or more (7.1.1).",
    },
    {
      ...{ id: "§5 trusted browsers", level: null, asks: "A cookie that remembers a browser is no factor." },
      proofs: ["trustEnds", "trustIsOnes"],
      deviates: "With `mfa.trust` it spares the second factor: such logins are AAL1. It is off by default.",
    },
    {
      ...{
        id: "§5.1 device-bound sessions",
        level: null,
        asks: "Sessions that persist may be bound to the device (DBSC).",
      },
      deviates: "They are not.",
    },
    {
      ...{
        id: "§3.2.12 synced passkeys",
        level: null,
        asks: "Passkeys that are synced are AAL2 and never AAL3; something that resists phishing is offered.",
      },
      proofs: ["passkeyForged", "passkeyIsTwo"],
      because: "Passkeys are on by default. No level is claimed for a session.",
    },
  ],
};
