import type { Tokens } from "@latchkey/server/types";

/** The complete stored data of an app. */
export interface StoredTokens extends Tokens {
  /** When to replace the access token, in milliseconds since 1970 by the device's clock. */
  refreshAt?: number;
}

/** Where an app stores its tokens: secure storage of the device, never a plain file. */
export interface TokenStorage {
  get(): StoredTokens | null | Promise<StoredTokens | null>;
  /** Null deletes them. */
  set(tokens: StoredTokens | null): void | Promise<void>;
  /**
   * Runs `work` while no other process does that shares the storage, since a refresh token works once [Web Locks where
   * available; otherwise the storage is assumed to belong to one process].
   */
  lock?<Result>(work: () => Promise<Result>): Promise<Result>;
}
