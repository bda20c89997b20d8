import type { AuthEvent } from "../config/events.ts";
import type { ResolvedOptions } from "../config/options.ts";
import type { Database } from "../db/database.ts";
import type { SessionReader } from "../db/sessions.ts";
import type { CookieJar } from "../http/cookies.ts";
import type { AuthProblem } from "../lib/authError.ts";
import type { Secrets } from "../lib/secrets.ts";
import type { Clock } from "../ports/clock.ts";
import type { ProviderHttp } from "../ports/provider.ts";
import type { Random } from "../ports/random.ts";
import type { Outbox } from "./outbox.ts";
import type { RateLimits } from "./rateLimit.ts";
import type { Steps } from "./step.ts";
import type { SessionWatch } from "./watchSessions.ts";

/** All that was decided when `createAuth` ran. One plain object, passed with each request; nothing reads a module's variable. */
export interface Runtime {
  readonly options: ResolvedOptions;
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly rateLimits: RateLimits;
  readonly outbox: Outbox;
  /** How social providers are called. */
  readonly providerHttp: ProviderHttp;
  readonly cookies: CookieJar;
  readonly steps: Steps;
  readonly readSession: SessionReader;
  /** Called with the token hashes of sessions that ended, after the commit. */
  readonly forgetSessions: (tokenHashes: readonly string[]) => void;
  /** Calls back when a session has ended. */
  readonly watchSession: SessionWatch["watch"];
  /** Stops what reading keeps running beside the requests. */
  readonly stopReading: () => Promise<void>;
  readonly emit: (event: AuthEvent) => void;
  /** Says, once, that a proxy seems to stand in front that no option tells of. */
  readonly warnOfProxy: () => void;
  readonly reportError: (error: unknown) => void;
}

/** The rules on passwords, with the work of verifying kept equal whether or not there is one. */
export interface Passwords {
  /** @throws AuthError `rate_limited` when too many hashes wait already */
  hash(password: string): Promise<string>;
  /**
   * Verifies against a stored hash; null costs as much and never matches.
   *
   * `upgraded` is the hash to store instead, when the stored one is of another system or weaker than the hasher's own.
   */
  verify(password: string, stored: string | null): Promise<{ matches: boolean; upgraded?: string }>;
  /** @param about the user's own data, which the password must not resemble */
  check(password: string, about: readonly string[], param: string): Promise<AuthProblem | null>;
}
