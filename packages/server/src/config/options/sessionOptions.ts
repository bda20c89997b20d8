import { z } from "zod";
import { seconds } from "./schemaParts.ts";

export interface SessionOptions {
  /** How long a session lasts. @default 1209600 */
  lifetime?: number;
  /** Ends sessions that have not been used for so long; null for none. @default null */
  idleTimeout?: number | null;
  /** Keeps `lastSeenAt`, address and user agent of sessions up to date. @default false */
  trackActivity?: boolean;
  cookie?: {
    /** Prefix of the cookies' names. @default "latchkey" */
    name?: string;
    /** The domain whose subdomains share the session; gives up the `__Host-` prefix. @default none */
    domain?: string;
    /** `"none"` is for front ends on another site. @default "lax" */
    sameSite?: "lax" | "strict" | "none";
  };
  /**
   * Keeps sessions in the process: no statement for a session that was read a moment ago, and revocation at once in every
   * process through LISTEN and NOTIFY. While that connection is down, the database is read. @default false
   */
  cache?:
    | false
    | {
        /** How many sessions a process keeps. @default 10000 */
        maxEntries?: number;
        /** For how long a session is kept before it is read again. @default 60 */
        maxAge?: number;
      };
}

export const sessionSchema = z
  .strictObject({
    lifetime: seconds.default(14 * 86_400),
    idleTimeout: seconds.nullable().default(null),
    trackActivity: z.boolean().default(false),
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
        z.strictObject({ maxEntries: z.number().int().positive().default(10_000), maxAge: seconds.default(60) }),
      ])
      .default(false),
  })
  .prefault({});
