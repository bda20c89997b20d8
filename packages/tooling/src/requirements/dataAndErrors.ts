import type { Chapter } from "./requirement.ts";

export const dataProtection: Chapter = {
  title: "V14 Data protection",
  rows: [
    {
      id: "14.1.1",
      level: 2,
      asks: "It is documented which data is sensitive.",
      because:
        "Columns ending in `Hash` hold credentials, those ending in `Sealed` values that must be read again; email addresses, phone numbers, names, IP addresses and user agents are personal data.",
      deviates: "There is no classification of all columns.",
    },
    {
      id: "14.2.1",
      level: 1,
      asks: "URLs contain no sensitive data.",
      proofs: ["queriesHoldNoSecret", "fragments"],
    },
    {
      id: "14.2.2",
      level: 2,
      asks: "Intermediate caches store no personal data.",
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
      asks: "Caches cannot be tricked into storing a user's page.",
      proofs: ["keptByNone", "jsonOnly"],
    },
    {
      id: "14.2.6",
      level: 3,
      asks: "Only the necessary personal data is shown.",
      proofs: ["codeAnswersAlike", "resetAnswersAlike"],
      deviates: "After the password, a required code shows the full address or number that it was sent to.",
    },
    {
      id: "14.2.7",
      level: 3,
      asks: "Data that is no longer needed is deleted.",
      proofs: ["cleanUp", "eventsRemoved", "eventsShrink"],
      app: "Delete unused accounts by your own policy.",
    },
    {
      id: "14.3.1",
      level: 1,
      asks: "Logging out leaves nothing in the browser.",
      proofs: ["nothingLeft", "everyTab"],
      deviates:
        "The app's queries are reset. `Clear-Site-Data` is not sent, and a logout while offline does not end the session on the server.",
      app: "Send `clear-site-data` with your own page after a logout, if computers are shared.",
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
      proofs: ["errorsStripped", "dump", "redacted", "mailErrorsHidden", "failuresHidden", "eventsHide", "spansHide"],
    },
    {
      id: "16.3.1",
      level: 2,
      asks: "Every login attempt is logged, with its method.",
      proofs: ["loginTold", "failuresNamed", "abandonedTold", "eventsWithChanges"],
      deviates:
        "A failed login names its user only where the user is known to own the identifier: otherwise, the log would tell whose addresses others have tried to use.",
      app: "Turn on `audit`, or store the events from `onEvent`.",
    },
    {
      id: "16.3.2",
      level: 2,
      asks: "Refused access is logged.",
      proofs: ["foreignIdsTold"],
      deviates:
        "Calls without a session, or without recent authentication, raise no event: they ask the user to log in.",
      app: "Log the refusals of your own procedures.",
    },
    {
      id: "16.3.3",
      level: 2,
      asks: "Attempts to bypass controls are logged.",
      proofs: ["originsTold", "foreignIdsTold", "limitsTold", "abandonedTold", "floodBounded"],
      app: "Turn on `audit`, or store the events from `onEvent`, and watch their number: `telemetry` counts them.",
    },
    {
      id: "16.3.4",
      level: 2,
      asks: "Unexpected errors are logged.",
      proofs: ["errorsTold", "mailBacksOff"],
      app: "Pass `onError` on to your error tracker.",
    },
    { id: "16.4.1", level: 2, asks: "User input cannot forge log lines.", proofs: ["logLines"] },
    {
      id: "16.5.1",
      level: 2,
      asks: "Unexpected errors reveal nothing.",
      proofs: ["failuresHidden", "unknownErrorsHidden"],
    },
    {
      id: "16.5.2",
      level: 2,
      asks: "Failures never grant access.",
      proofs: ["onePool", "databaseDown", "limitsFailClosed", "providerFails", "cacheDeaf"],
    },
    { id: "16.5.4", level: 3, asks: "All errors are handled.", proofs: ["appFails"] },
  ],
};

export const architecture: Chapter = {
  title: "V15 Secure coding and architecture",
  rows: [
    {
      id: "15.1.1",
      level: 1,
      asks: "It is documented how soon vulnerable components are fixed.",
      proofs: ["securityPage"],
      because: "See SECURITY.md.",
    },
    {
      id: "15.1.2",
      level: 2,
      asks: "There is a list of all components (SBOM).",
      deviates: "None is published with a release. `npm sbom` generates one from your own lockfile.",
    },
    {
      id: "15.1.3",
      level: 2,
      asks: "Resource-intensive operations are documented.",
      because:
        "Hashing passwords (up to three at once, up to 128 waiting, then `rate_limited`), calls to providers, and messages, which are sent after the response.",
      proofs: ["hashStorm"],
    },
    {
      id: "15.2.2",
      level: 2,
      asks: "Resource-intensive operations cannot be overused.",
      proofs: ["hashStorm", "batch", "providerEnds", "providerSize"],
    },
    {
      id: "15.2.3",
      level: 2,
      asks: "Production contains no test code.",
      because: "The test kit is a separate export, which nothing else loads.",
      proofs: ["rooms"],
    },
    {
      id: "15.3.1",
      level: 1,
      asks: "Responses contain only the necessary data.",
      because: "Outputs are named types, built field by field.",
      proofs: ["signupStoresDeclared", "sessionsListed"],
    },
    {
      id: "15.3.3",
      level: 2,
      asks: "Users cannot write fields that were not offered to them.",
      proofs: ["signupStoresDeclared", "anyInput"],
    },
    {
      id: "15.3.4",
      level: 2,
      asks: "The client address comes only from trusted proxies.",
      proofs: ["addressNeeded", "proxies", "forwarded", "networks"],
    },
    { id: "15.3.5", level: 2, asks: "Types and comparisons are strict.", proofs: ["anyInput"] },
    {
      id: "15.3.6",
      level: 2,
      asks: "Prototype pollution is prevented.",
      proofs: ["anyInput", "transformer", "providerJson"],
    },
    {
      id: "15.4.2",
      level: 3,
      asks: "Check and action are one atomic step.",
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
      asks: "No request starves because of others.",
      proofs: ["onePool", "hashStorm"],
    },
  ],
};
