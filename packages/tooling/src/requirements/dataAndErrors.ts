import type { Chapter } from "./requirement.ts";

export const dataProtection: Chapter = {
  title: "V14 Data protection",
  rows: [
    {
      id: "14.1.1",
      level: 2,
      asks: "It is documented which data is sensitive.",
      because:
        "Columns that end in `Hash` hold what logs in, those in `Sealed` what must be read again; addresses, numbers, names, network addresses and user agents are personal.",
      deviates: "There is no table of all columns by class.",
    },
    {
      id: "14.2.1",
      level: 1,
      asks: "Nothing sensitive is in an address.",
      proofs: ["queriesHoldNoSecret", "fragments"],
    },
    {
      id: "14.2.2",
      level: 2,
      asks: "Nothing personal is kept in caches on the way.",
      proofs: ["keptByNone", "streamsKeptByNone", "handler"],
    },
    {
      id: "14.2.4",
      level: 2,
      asks: "Sensitive data is protected as documented.",
      proofs: ["dump", "tokensSealed", "mailErrorsHidden"],
    },
    {
      id: "14.2.5",
      level: 3,
      asks: "No cache can be made to keep somebody's page.",
      proofs: ["keptByNone", "jsonOnly"],
    },
    {
      id: "14.2.6",
      level: 3,
      asks: "No more of somebody's data is shown than is needed.",
      proofs: ["codeAnswersAlike", "resetAnswersAlike"],
      deviates: "A code that is required after the password names the address or number that it went to in full.",
    },
    {
      id: "14.2.7",
      level: 3,
      asks: "What is no longer needed is deleted.",
      proofs: ["cleanUp"],
      app: "Delete accounts that nobody uses, by your own rule.",
    },
    {
      id: "14.3.1",
      level: 1,
      asks: "Logging out leaves nothing in the browser.",
      proofs: ["nothingLeft", "everyTab"],
      deviates:
        "The app's queries are reset. `Clear-Site-Data` is not sent, and a logout without a network does not end the session on the server.",
      app: "Send `clear-site-data` with your own page after a logout, where computers are shared.",
    },
  ],
};

export const logging: Chapter = {
  title: "V16 Logging and errors",
  rows: [
    {
      id: "16.1.1",
      level: 2,
      asks: "It is documented what is logged.",
      proofs: ["eventsListed"],
      because: "[A page](events.md) lists the events.",
    },
    {
      id: "16.2.5",
      level: 2,
      asks: "No secret is logged.",
      proofs: ["errorsStripped", "dump", "redacted", "mailErrorsHidden", "failuresHidden"],
    },
    {
      id: "16.3.1",
      level: 2,
      asks: "Every attempt to log in is logged, with its method.",
      proofs: ["loginTold", "guessesTwenty", "codesTwenty"],
      deviates:
        "A `login` event names user and session, not the methods; they are in the session. A failed login by password names nobody.",
      app: "Keep what `onEvent` is told.",
    },
    {
      id: "16.3.2",
      level: 2,
      asks: "Refused access is logged.",
      deviates: "Calls without a session, and ids that are somebody else's, are answered and raise no event.",
      app: "Log refusals in the `onError` of your tRPC adapter.",
    },
    {
      id: "16.3.3",
      level: 2,
      asks: "Attempts to get around a control are logged.",
      proofs: ["codesTwenty", "guessesTwenty"],
      deviates: "Wrong passwords, codes and factors and limits raise events; foreign origins and used keys do not.",
      app: "As above.",
    },
    {
      id: "16.3.4",
      level: 2,
      asks: "Unexpected errors are logged.",
      proofs: ["errorsTold", "mailBacksOff"],
      app: "Pass `onError` on to your error tracker.",
    },
    { id: "16.4.1", level: 2, asks: "What people send cannot forge a line of a log.", proofs: ["logLines"] },
    {
      id: "16.5.1",
      level: 2,
      asks: "Unexpected errors tell nothing.",
      proofs: ["failuresHidden", "unknownErrorsHidden"],
    },
    {
      id: "16.5.2",
      level: 2,
      asks: "What fails opens nothing.",
      proofs: ["onePool", "databaseDown", "limitsFailClosed", "providerFails", "cacheDeaf"],
    },
    { id: "16.5.4", level: 3, asks: "No error goes unhandled.", proofs: ["appFails"] },
  ],
};

export const architecture: Chapter = {
  title: "V15 Secure coding and architecture",
  rows: [
    {
      id: "15.1.1",
      level: 1,
      asks: "It is documented how soon components are mended.",
      proofs: ["securityPage"],
      because: "In SECURITY.md.",
    },
    {
      id: "15.1.2",
      level: 2,
      asks: "There is a list of all components (SBOM).",
      deviates: "None is made at a release. `npm sbom` makes one from your own lockfile.",
    },
    {
      id: "15.1.3",
      level: 2,
      asks: "It is documented what is costly.",
      because:
        "Hashing passwords (up to three at once, up to 128 waiting, then `rate_limited`), calls of providers, and messages, which are sent after the answer.",
      proofs: ["hashStorm"],
    },
    {
      id: "15.2.2",
      level: 2,
      asks: "What is costly cannot be overused.",
      proofs: ["hashStorm", "batch", "providerEnds", "providerSize"],
    },
    {
      id: "15.2.3",
      level: 2,
      asks: "Production has no test code.",
      because: "The test kit is a door of its own, which nothing else loads.",
      proofs: ["rooms"],
    },
    {
      id: "15.3.1",
      level: 1,
      asks: "Only what is needed is answered.",
      because: "Outputs are named types, made field by field.",
      proofs: ["signupStoresDeclared", "sessionsListed"],
    },
    {
      id: "15.3.3",
      level: 2,
      asks: "Nobody can write a field that they were not offered.",
      proofs: ["signupStoresDeclared", "anyInput"],
    },
    {
      id: "15.3.4",
      level: 2,
      asks: "The address of a client comes from proxies that are trusted.",
      proofs: ["addressNeeded", "proxies", "forwarded", "networks"],
    },
    { id: "15.3.5", level: 2, asks: "Types and comparisons are strict.", proofs: ["anyInput"] },
    {
      id: "15.3.6",
      level: 2,
      asks: "No prototype can be polluted.",
      proofs: ["anyInput", "transformer", "providerJson"],
    },
    {
      id: "15.4.2",
      level: 3,
      asks: "What is checked and what is done are one step.",
      proofs: [
        "provedAtOnce",
        "addedAtOnce",
        "lateCalls",
        "resetKeyVoid",
        "codesTwenty",
        "guessesTwenty",
        "oneAccount",
        "oneOwner",
        "factorTwenty",
      ],
    },
    {
      id: "15.4.4",
      level: 3,
      asks: "Nobody waits for ever because of others.",
      proofs: ["onePool", "hashStorm"],
    },
  ],
};
