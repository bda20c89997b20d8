/** Thrown by a call that was refused with a request to retry later, as by a busy server. */
export class Refused extends Error {}

/**
 * One measured operation. The call itself does the preparation; the function that it returns is timed.
 *
 * @throws Refused by the timed function; any other error ends the run, since figures of failed calls mean nothing
 */
export type Case = () => Promise<() => Promise<void>>;

/** A participant of the comparison: one process, one database. */
export interface Contestant {
  readonly cases: Readonly<Record<string, Case>>;
  stop(): Promise<void>;
}

/** A request of the main process to a contestant's. */
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

/** The result of a run. */
export interface Timing {
  readonly count: number;
  /** Calls per second. */
  readonly rate: number;
  /** Microseconds: the median. */
  readonly p50: number;
  /** Microseconds: the 99th percentile. */
  readonly p99: number;
  /** The number of additional calls that were refused with a request to retry later. */
  readonly refused: number;
}

/** What one call sends to the database before its response. */
export interface Statements {
  /** Without `begin` and `commit`. */
  readonly statements: number;
  readonly transactions: number;
}

export type Reply =
  | { readonly ok: true; readonly result: Timing | Statements }
  | { readonly ok: false; readonly error: string };

/** What the main process passes to each of the others in its environment. */
export interface Surroundings {
  readonly databaseUrl: string;
  /** The URL of the stub of a social provider. */
  readonly providerUrl: string;
}

export const ORIGIN = "https://bench.example";
export const PASSWORD = "correct horse battery staple";
export const SECRET = "Vb2m0y3kq9rXc7Lw5nZ8tJ4hG6fD1sPa";
/** The number of accounts whose password is hashed at full cost, for each hasher. */
export const HASHED_USERS = 100;
/** The number of accounts that log in by code, reset their password or come from a social provider. */
export const CHEAP_USERS = 1_000;

/** The headers of a query from a browser behind a proxy. */
export const readingHeaders = (cookie: string): Record<string, string> => ({
  cookie,
  accept: "*/*",
  "accept-language": "en-US,en;q=0.9",
  "sec-fetch-site": "same-origin",
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "x-forwarded-for": "192.0.2.1",
});

let calls = 0;

/** A client address that has not called before: limits are counted at full cost and never reached. */
export function nextAddress(): string {
  calls += 1;
  return `10.${(calls >> 16) & 255}.${(calls >> 8) & 255}.${calls & 255}`;
}

/** The cookies that a response sets, as a browser would send them. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0] ?? "")
    .join("; ");
}

/** Coprime to every power of ten. */
const STRIDE = 7_919;

/** Returns the whole numbers below `most` in a cycle, neighbours far apart. @param most a power of ten */
export function turns(most: number): () => number {
  let last = 0;
  return () => {
    last = (last + STRIDE) % most;
    return last;
  };
}

/** The number of sessions that existed before the runs. */
export const SESSIONS = Number(process.env["BENCH_SESSIONS"] ?? 1_000);
/** The number of them that the cached runs use: so few that all have been read once before the first round. */
export const CACHED = 100;

/** The first of the sessions that this process ends: other processes end others. */
export const FIRST_ENDING = process.pid * 1_000_000;
