/** Thrown by a call that was told to come again later, as a server says that has enough to do. */
export class Refused extends Error {}

/**
 * One thing that is measured. Whatever it needs first is done by the call itself, and what it returns is timed.
 *
 * @throws Refused by what is timed; any other error ends the run, since figures of calls that failed say nothing
 */
export type Case = () => Promise<() => Promise<void>>;

/** What takes part in the comparison: one process, one database. */
export interface Contestant {
  readonly cases: Readonly<Record<string, Case>>;
  stop(): Promise<void>;
}

/** What the main process asks of a contestant's. */
export type Request =
  | { readonly kind: "run"; readonly name: string; readonly clients: number; readonly milliseconds: number }
  | { readonly kind: "count"; readonly name: string; readonly times: number }
  | {
      readonly kind: "storm";
      readonly name: string;
      readonly beside: string;
      readonly clients: number;
      readonly milliseconds: number;
    };

/** How a run went. */
export interface Timing {
  readonly count: number;
  /** Calls a second. */
  readonly rate: number;
  /** Microseconds that half of the calls took at most. */
  readonly p50: number;
  /** Microseconds that 99 of a hundred calls took at most. */
  readonly p99: number;
  /** How many calls more were told to come again later. */
  readonly refused: number;
}

/** What one call sends to the database until it is answered. */
export interface Statements {
  /** Without `begin` and `commit`. */
  readonly statements: number;
  readonly transactions: number;
}

export type Reply =
  | { readonly ok: true; readonly result: Timing | Statements }
  | { readonly ok: false; readonly error: string };

/** What the main process tells each of the others in its environment. */
export interface Surroundings {
  readonly databaseUrl: string;
  /** Where the stub of a social provider answers. */
  readonly providerUrl: string;
}

export const ORIGIN = "https://bench.example";
export const PASSWORD = "correct horse battery staple";
export const SECRET = "Vb2m0y3kq9rXc7Lw5nZ8tJ4hG6fD1sPa";
/** How many of the accounts have a password that is hashed at full cost, for each hasher. */
export const HASHED_USERS = 100;
/** Of the accounts that log in by code, reset their password and come from a social provider. */
export const CHEAP_USERS = 1_000;

/** What a browser behind a proxy sends with a call that reads. */
export const readingHeaders = (cookie: string): Record<string, string> => ({
  cookie,
  accept: "*/*",
  "accept-language": "en-US,en;q=0.9",
  "sec-fetch-site": "same-origin",
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "x-forwarded-for": "192.0.2.1",
});

let calls = 0;

/** An address of a client that did not call before: limits are counted at full cost and never reached. */
export function nextAddress(): string {
  calls += 1;
  return `10.${(calls >> 16) & 255}.${(calls >> 8) & 255}.${calls & 255}`;
}

/** Cookies that an answer sets, as a browser would send them. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0] ?? "")
    .join("; ");
}

/** Coprime to every power of ten. */
const STRIDE = 7_919;

/** Hands out the whole numbers below `most`, again and again, neighbours far apart. @param most a power of ten */
export function turns(most: number): () => number {
  let last = 0;
  return () => {
    last = (last + STRIDE) % most;
    return last;
  };
}

/** How many sessions were there before the runs. */
export const SESSIONS = Number(process.env["BENCH_SESSIONS"] ?? 1_000);
/** Of how many of them the cached ones are. */
export const CACHED = 1_000;

/** The first of the sessions that this process ends: those of others are other ones. */
export const FIRST_ENDING = process.pid * 1_000_000;
