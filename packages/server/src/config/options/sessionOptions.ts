import { z } from "zod";
import { seconds } from "./schemaParts.ts";
import { type JwtOptions, tokensSchema } from "./tokenOptions.ts";

export interface SessionOptions {
  /** How long a session lasts. @default 1209600 */
  lifetime?: number;
  /** Ends sessions that have not been used for this long; null for never. @default null */
  idleTimeout?: number | null;
  /** Keeps the `lastSeenAt`, IP address and user agent of sessions up to date. @default false */
  trackActivity?: boolean;
  /**
   * How many sessions a user may have at the same time; false for any number. Those that the app creates for an actor do
   * not count. @default false
   */
  maxPerUser?:
    | false
    | {
        /** How many. @default 10 */
        max?: number;
        /**
         * What happens at a login beyond: it ends the oldest session, or it is refused with `max_sessions` until the user
         * logs out elsewhere or resets the password. @default "end_oldest"
         */
        atLimit?: "end_oldest" | "refuse";
      };
  cookie?: {
    /** Prefix of cookie names. @default "latchkey" */
    name?: string;
    /** The domain whose subdomains share the session; drops the `__Host-` prefix. @default none */
    domain?: string;
    /** `"none"` is for front ends on another site. @default "lax" */
    sameSite?: "lax" | "strict" | "none";
  };
  /**
   * Caches sessions in the process: a recently read session needs no query. A change in one process is visible in the
   * others at most 300 ms later; a process that cannot tell what has changed reads from the database. Set it in every
   * process that uses the database, also in those that only end sessions: they notify the others. @default false
   */
  cache?:
    | false
    | {
        /** How many sessions a process caches. @default 10000 */
        maxEntries?: number;
        /** How long a session is cached before it is read again. @default 60 */
        maxAge?: number;
        /**
         * Wakes the other processes with LISTEN and NOTIFY, so that a change is visible there within milliseconds. Uses
         * a connection, and does not work through a pooler that shares connections between transactions. @default false
         */
        listen?: boolean;
      };
  /**
   * What app clients keep: the token of their session, or, with `jwt({ … })`, a short access token that other services can
   * verify, and a refresh token that changes at each use. @default "session"
   */
  tokens?: "session" | JwtOptions;
}

export const sessionSchema = z
  .strictObject({
    lifetime: seconds.default(14 * 86_400),
    idleTimeout: seconds.nullable().default(null),
    trackActivity: z.boolean().default(false),
    maxPerUser: z
      .union([
        z.literal(false),
        z.strictObject({
          max: z.number().int().min(1).max(1_000).default(10),
          atLimit: z.enum(["end_oldest", "refuse"]).default("end_oldest"),
        }),
      ])
      .default(false),
    cookie: z
      .strictObject({
        name: z
          .string()
          .regex(/^[\w-]{1,40}$/, "expected letters, digits, - or _")
          .default("latchkey"),
        domain: z.string().optional(),
        sameSite: z.enum(["lax", "strict", "none"]).default("lax"),
      })
      .prefault({}),
    cache: z
      .union([
        z.literal(false),
        z.strictObject({
          maxEntries: z.number().int().positive().default(10_000),
          maxAge: seconds.default(60),
          listen: z.boolean().default(false),
        }),
      ])
      .default(false),
    tokens: tokensSchema,
  })
  .prefault({});
