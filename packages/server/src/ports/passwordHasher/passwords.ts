import type { AuthProblem } from "../../lib/authError.ts";
import type { Turn } from "./hashQueue.ts";

/** The client for which a hash is computed. */
export interface HashedFor extends Omit<Turn, "network"> {
  /** The client's address; null for the app's own calls. */
  readonly ip: string | null;
}

/** The rules on passwords; verifying takes the same work whether or not there is a password. */
export interface Passwords {
  /** @throws AuthError `rate_limited` when it would have to wait for too long */
  hash(password: string, asked: HashedFor): Promise<string>;
  /**
   * Verifies against a stored hash; null costs the same and never matches.
   *
   * `upgraded` is the hash to store instead, when the stored one is from another system or weaker than the hasher's
   * own.
   */
  verify(password: string, stored: string | null, asked: HashedFor): Promise<{ matches: boolean; upgraded?: string }>;
  /** Whether a stored hash is in a format that can be verified. */
  recognizes(stored: string): boolean;
  /** @param about the user's own data, which the password must not resemble */
  check(password: string, about: readonly string[], param: string): Promise<AuthProblem | null>;
  /** Whether attackers know it: it is common, or the app's own look-up says so. False when that fails. */
  isBlocked(password: string): Promise<boolean>;
}
