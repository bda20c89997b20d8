/** The participant of a row. */
export type ContestantName = "floors" | "latchkey" | "betterAuth";

export interface Row {
  readonly contestant: ContestantName;
  readonly name: string;
  readonly clients: number;
  /** What so many clients call while one calls `name`. */
  readonly beside?: string;
}

/** Rows that are measured in turn, so that other load on the machine affects all of them. */
export interface Series {
  readonly title: string;
  readonly about: string;
  /** Milliseconds of one run. */
  readonly milliseconds: number;
  readonly rows: readonly Row[];
}

const BOTH = ["latchkey", "betterAuth"] as const;

const reads = (clients: number): Row[] => [
  ...["ping", "statement", "ping with statement"].map((name) => ({ contestant: "floors" as const, name, clients })),
  ...["session read", "session read, cached"].flatMap((name) =>
    BOTH.map((contestant) => ({ contestant, name, clients })),
  ),
];

const logins = (clients: number): Row[] =>
  ["bcrypt", "argon2id"].flatMap((hasher) => [
    { contestant: "floors" as const, name: `hash ${hasher}`, clients },
    ...BOTH.map((contestant) => ({ contestant, name: `login ${hasher}`, clients })),
  ]);

const both = (name: string, clients: number): Row[] => BOTH.map((contestant) => ({ contestant, name, clients }));

/** The calls whose statements are counted. */
export const COUNTED = [
  "session read",
  "login bcrypt",
  "signup",
  "logout",
  "code requested",
  "code entered",
  "reset requested",
  "password reset",
  "social callback",
] as const;

/** Everything that is measured with the smallest number of sessions. */
export const SERIES: readonly Series[] = [
  {
    title: "Session read",
    about: "One of the app's own tRPC calls, which needs to know who is logged in.",
    milliseconds: 700,
    rows: [...reads(1), ...reads(16)],
  },
  {
    title: "Session read over HTTP",
    about: "The same over Node's HTTP server and tRPC's standalone adapter, on connections that are kept.",
    milliseconds: 700,
    rows: [1, 16].flatMap((clients) => [
      { contestant: "floors" as const, name: "ping over HTTP", clients },
      { contestant: "floors" as const, name: "ping with statement over HTTP", clients },
      { contestant: "latchkey" as const, name: "session read over HTTP", clients },
      { contestant: "latchkey" as const, name: "session read, cached, over HTTP", clients },
    ]),
  },
  {
    title: "Login",
    about:
      "The right password; bcrypt at cost 12, argon2id at 19 MiB, 2 passes, 1 lane. The floor computes the hash alone.",
    milliseconds: 1_500,
    rows: [...logins(1), ...logins(8)],
  },
  {
    title: "A storm of logins",
    about: "How long one client's session reads take while 32 others log in.",
    milliseconds: 2_500,
    rows: ["bcrypt", "argon2id"].flatMap((hasher) =>
      BOTH.map((contestant) => ({
        contestant,
        name: `read beside ${hasher}`,
        clients: 32,
        beside: `login ${hasher}`,
      })),
    ),
  },
  {
    title: "Other calls",
    about: "One client. Hashing is left out here: both use a hasher that takes no time.",
    milliseconds: 600,
    rows: ["signup", "logout", "code entered", "password reset", "social callback"].flatMap((name) => both(name, 1)),
  },
  {
    title: "Commits",
    about: "Signups and logouts per second, without hashing.",
    milliseconds: 700,
    rows: ["signup", "logout"].flatMap((name) => [8, 32, 64].flatMap((clients) => both(name, clients))),
  },
];

/** What is measured again with each number of sessions. */
export const GROWTH: Series = {
  title: "Growth",
  about: "The same with more sessions in the table, and reads spread over all of them.",
  milliseconds: 700,
  rows: [
    { contestant: "floors", name: "statement", clients: 1 },
    ...["session read", "signup", "logout"].flatMap((name) => both(name, 1)),
  ],
};
