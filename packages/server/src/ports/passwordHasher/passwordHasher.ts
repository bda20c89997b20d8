/** Hashes and verifies passwords in one format. Passwords arrive well-formed and at most 1 024 code points long. */
export interface PasswordHasher {
  /** Whether this hasher made (or can verify) `hash`. Cheap: looks at the prefix only. */
  recognizes(hash: string): boolean;
  /** @returns false also for a hash that is malformed; never throws on bad input. */
  verify(password: string, hash: string): Promise<boolean>;
  /** A salted hash in a self-describing format. */
  hash(password: string): Promise<string>;
  /** Whether `hash` was made with weaker parameters than this hasher's own. */
  needsRehash(hash: string): boolean;
}

/** Verifies hashes of another system; accounts are upgraded to the app's own hasher at the next login. */
export type LegacyPasswordHasher = Pick<PasswordHasher, "recognizes" | "verify">;
