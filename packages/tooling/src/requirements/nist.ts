import type { Chapter } from "./requirement.ts";

export const nist: Chapter = {
  title: "NIST SP 800-63B-4",
  rows: [
    {
      ...{
        id: "§3.1.1.2 length",
        level: null,
        asks: "A password has at least 15 characters if it is the only factor, and 8 together with another one.",
      },
      proofs: ["length"],
      deviates: "The default is 8 in both cases.",
      app: "Set `account.password.minLength` to 15, unless every user has a second factor.",
    },
    {
      ...{
        id: "§3.1.1.2 any text",
        level: null,
        asks: "At least 64 characters of any kind are accepted, counted as code points, and the whole password is verified.",
      },
      proofs: ["noComposition", "passwordExact", "longPasswords", "commonRefused"],
    },
    {
      ...{
        id: "§3.1.1.2 normalization",
        level: null,
        asks: "Passwords should be normalized (NFC) before they are hashed.",
      },
      deviates: "They are hashed exactly as typed, as ASVS 6.2.8 requires.",
      proofs: ["passwordExact"],
    },
    {
      ...{
        id: "§3.1.1.2 no rules",
        level: null,
        asks: "No composition rules, no periodic changes, no hints, no security questions.",
      },
      proofs: ["noComposition", "tenYears"],
      because: "There are no hints and no security questions.",
    },
    {
      ...{
        id: "§3.1.1.2 change after a breach",
        level: null,
        asks: "A compromised password must be changed.",
      },
      deviates: "No call marks a password as compromised.",
      app: "End the account's sessions with `auth.revokeSessions` and ask its owner by email to reset it.",
    },
    {
      ...{
        id: "§3.1.1.2 blocklist",
        level: null,
        asks: "The whole password is compared with a blocklist; users are told why a password is rejected.",
      },
      proofs: ["commonRefused", "ownData", "appList"],
      because: "The codes `password_too_common`, `password_too_similar` and `password_too_short` give the reason.",
      deviates: "A password that is nearly the user's own name or address is also rejected, which is stricter.",
    },
    {
      ...{ id: "§3.1.1.2 managers", level: null, asks: "Password managers and autofill work." },
      app: "Set `autocomplete`, and never block paste.",
    },
    {
      ...{
        id: "§3.1.1.2 storage",
        level: null,
        asks: "Hashes are salted, slow and self-describing; a key stored elsewhere should be included.",
      },
      proofs: ["rehash", "dump"],
      deviates: "Password hashes include no key (pepper).",
      app: "Your own `hasher` can add one.",
    },
    {
      ...{
        id: "§3.2.2 guesses",
        level: null,
        asks: "After 100 consecutive wrong answers, an authenticator is disabled until it is bound again.",
      },
      proofs: ["hundredADay", "guessesCounted", "factorGuessesCounted"],
      deviates:
        "After 100 wrong answers in a day, an account accepts no more guesses that day. Nothing is disabled permanently, so that strangers cannot lock owners out of their accounts.",
    },
    {
      ...{
        id: "§3.1.3 out of band",
        level: null,
        asks: "Codes work once, for 10 minutes, and are never sent by email.",
      },
      proofs: ["tenMinutes", "codeOnce"],
      deviates: "Login with an emailed code can be turned on; it is off by default.",
    },
    {
      ...{
        id: "§3.2.9 telephone",
        level: null,
        asks: "Users of text messages are offered a better alternative and told of the risk.",
      },
      proofs: ["noTexts", "phoneLimited"],
      app: "Offer passkeys or an authenticator app alongside them, and explain why. Phone numbers are off by default.",
    },
    {
      ...{
        id: "§4.2 recovery",
        level: null,
        asks: "Recovery codes have 64 bits and work once; emailed codes are valid for 24 hours; users with two factors need two proofs; the owner is notified.",
      },
      proofs: ["resetKeyVoid", "recoveryOnce", "recoveryRenewed", "resetByLink", "resetKeepsFactors", "linkExpires"],
      deviates:
        "Recovery codes have eight digits (26 bits) and are protected by the limits on guesses. A link that verifies an address is valid for three days.",
    },
    {
      ...{
        id: "§5 sessions",
        level: null,
        asks: "Session secrets are random, opaque, in `__Host-` cookies that scripts cannot read; they expire; reauthentication restarts their lifetime.",
      },
      proofs: ["tokenRenewed", "cookies", "twoTokens", "lifetime", "idle"],
      deviates: "A remembered session survives closing the browser. Reauthentication does not extend a session.",
      app: "Set `session.lifetime` and `session.idleTimeout` if you claim AAL2 or higher (7.1.1).",
    },
    {
      ...{ id: "§5 trusted browsers", level: null, asks: "A cookie that remembers a browser is not a factor." },
      proofs: ["trustEnds", "trustIsOnes"],
      deviates: "With `mfa.trust`, it replaces the second factor: such logins are AAL1. It is off by default.",
    },
    {
      ...{
        id: "§5.1 device-bound sessions",
        level: null,
        asks: "Persistent sessions may be bound to the device (DBSC).",
      },
      deviates: "They are not.",
    },
    {
      ...{
        id: "§3.2.12 synced passkeys",
        level: null,
        asks: "Synced passkeys are AAL2, never AAL3; a phishing-resistant option is offered.",
      },
      proofs: ["passkeyForged", "passkeyIsTwo"],
      because: "Passkeys are on by default. No level is claimed for a session.",
    },
  ],
};
