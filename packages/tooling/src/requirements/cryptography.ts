import type { Chapter } from "./requirement.ts";

export const cryptography: Chapter = {
  title: "V11 Cryptography",
  rows: [
    {
      id: "11.1.1",
      level: 2,
      asks: "It is documented how keys are made, kept and replaced.",
      proofs: ["rotation", "factorsSurviveRotation"],
      because: "All keys come from `secret`; they stand below.",
      app: "Make the secret at random, keep it apart from the database, and put a new one in front of the old when it may be known.",
    },
    {
      id: "11.1.2",
      level: 2,
      asks: "There is a list of keys and algorithms.",
      proofs: ["thisPage", "keysApart"],
      because: "It stands below.",
    },
    {
      id: "11.1.4",
      level: 3,
      asks: "There is a plan for moving to other algorithms.",
      because:
        "Sealed values begin with a version, hashes with their algorithm. What is kept is protected by symmetric keys of 256 bits; signatures (passkeys, providers) are others' and short-lived.",
      proofs: ["rehash"],
    },
    { id: "11.2.1", level: 2, asks: "Only proven implementations are used.", proofs: ["libraries"] },
    {
      id: "11.2.3",
      level: 2,
      asks: "Nothing is weaker than 128 bits.",
      because: "Keys and tokens have 256 bits. Codes that people type have fewer, and live by their limits.",
      proofs: ["twoTokens", "codesTwenty"],
    },
    {
      id: "11.2.4",
      level: 3,
      asks: "Comparisons of secrets take as long whatever they compare.",
      because:
        "Secrets are hashed or keyed first and looked up by that, so that time tells of the hash alone; passwords are compared by their libraries.",
      deviates: "No test measures it.",
    },
    {
      id: "11.3.1",
      level: 1,
      asks: "No weak modes of encryption.",
      proofs: ["thisPage"],
      because: "AES-256-GCM is the only one.",
    },
    { id: "11.3.2", level: 1, asks: "Encryption is AES-GCM or as good.", proofs: ["seals"] },
    {
      id: "11.3.3",
      level: 2,
      asks: "What was encrypted cannot be changed unseen.",
      proofs: ["purposes", "seals", "contexts"],
    },
    {
      id: "11.3.4",
      level: 3,
      asks: "No nonce is used twice under a key.",
      proofs: ["nonces"],
      because: "Nonces are random, of 96 bits: change the secret before 2³² values have been sealed with it.",
    },
    {
      id: "11.4.2",
      level: 2,
      asks: "Passwords are hashed by what is thought good today.",
      proofs: ["rehash", "longPasswords"],
      deviates: "The default is bcrypt at cost 12, which OWASP accepts and calls legacy: it needs no further package.",
      app: "Prefer `argon2id()` of `@latchkey/server/hashers` (19 MiB, 2 passes). Hashes are replaced at the next login.",
    },
    {
      id: "11.4.3",
      level: 2,
      asks: "Hashes do not collide.",
      proofs: ["thisPage"],
      because: "SHA-256 and SHA-512 alone.",
    },
    {
      id: "11.5.1",
      level: 2,
      asks: "What nobody may guess has 128 random bits, and is no UUID.",
      proofs: ["twoTokens", "challenges", "dump"],
    },
    {
      id: "11.6.1",
      level: 2,
      asks: "Keys for signatures are made as approved.",
      because: "None is made: keys are the authenticators' and the providers'.",
    },
    {
      id: "11.7.2",
      level: 3,
      asks: "Secrets stay in memory for as short a time as can be.",
      proofs: ["redacted", "failuresHidden"],
      deviates: "JavaScript cannot wipe a string. No password is stored with a request, an error or a log.",
    },
  ],
};

export const communication: Chapter = {
  title: "V12 Secure communication",
  rows: [
    {
      id: "12.2.1",
      level: 1,
      asks: "Clients are answered over TLS alone.",
      app: "Serve over TLS. With an `origin` of https cookies are sent over nothing else; http is taken for development, and refused by no check.",
    },
    {
      id: "12.3.2",
      level: 2,
      asks: "Certificates of others are verified.",
      proofs: ["hosts", "discovery"],
      because: "Providers are called over https alone (but on loopback), and no option switches verification off.",
      deviates:
        "No test presents a wrong certificate; Node refuses them. What `smtp()` is given goes to nodemailer: leave `tls.rejectUnauthorized` alone.",
    },
  ],
};

export const configuration: Chapter = {
  title: "V13 Configuration",
  rows: [
    {
      id: "13.1.1",
      level: 2,
      asks: "It is documented what the server calls.",
      proofs: ["thisPage"],
      because: "It stands below.",
    },
    {
      id: "13.1.3",
      level: 3,
      asks: "It is documented for how long, and how often it tries.",
      proofs: ["providerEnds", "mailBacksOff", "mailTimesOut", "limitsFailClosed"],
      because: "It stands below.",
    },
    {
      id: "13.1.4",
      level: 3,
      asks: "It is documented which secrets there are, and when they are replaced.",
      proofs: ["thisPage"],
      app: "Decide how often you replace `secret`; nobody notices when it happens.",
    },
    {
      id: "13.2.4",
      level: 2,
      asks: "The server calls known hosts alone.",
      proofs: ["discoveredHosts", "hosts", "noRedirects", "linksByOrigin"],
      because: "Only hosts that the app configured, or that a provider it configured names in its discovery document.",
    },
    {
      id: "13.2.6",
      level: 3,
      asks: "Calls keep to what is documented of them.",
      proofs: ["providerEnds", "providerSize", "providerFails", "mailTimesOut", "mailsSilentServer"],
    },
    {
      id: "13.3.1",
      level: 2,
      asks: "Secrets are kept in a vault, not in code.",
      proofs: ["optionsRefused"],
      app: "Read `secret` and the secrets of providers from your vault or environment.",
    },
    { id: "13.3.4", level: 3, asks: "Secrets can be replaced.", proofs: ["rotation", "factorsSurviveRotation"] },
    {
      id: "13.4.2",
      level: 2,
      asks: "Nothing for debugging is on in production.",
      deviates: "`consoleMail()` and `consoleSms()` print codes, and do not refuse to run in production.",
      because: "The mailbox and the clock of the sample app are in no package.",
      app: "Choose deliveries by environment, and let production fail without one.",
    },
  ],
};
