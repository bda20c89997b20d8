import type { ResolvedOptions } from "../../config/options.ts";
import type { Secrets } from "../../lib/secrets.ts";
import type { Random } from "../../ports/random.ts";
import { type AccessTokens, createAccessTokens } from "./accessTokens.ts";
import { configuredKeys, type KeyRing, storedKeys } from "./signingKeys.ts";

/** What `session.tokens: jwt()` adds to a runtime. */
export interface AppTokens extends AccessTokens {
  readonly issuer: string;
  readonly keys: KeyRing;
  /** Seconds for which a used refresh token is answered again. */
  readonly refreshGrace: number;
}

/** @returns null where apps keep session tokens */
export function createAppTokens(
  { session, origin, database, clock }: ResolvedOptions,
  { secrets, random, onError }: { secrets: Secrets; random: Random; onError(error: unknown): void },
): AppTokens | null {
  const { tokens } = session;
  if (tokens === "session") return null;
  const {
    issuer = origin,
    audience = issuer,
    accessTokenLifetime: lifetime,
    refreshGrace,
    algorithm,
    keyLifetime,
  } = tokens;
  const keys =
    tokens.keys === undefined
      ? storedKeys({ database, secrets, clock, algorithm, keyLifetime, tokenLifetime: lifetime, onError })
      : configuredKeys(tokens.keys);
  return { issuer, keys, refreshGrace, ...createAccessTokens({ keys, issuer, audience, lifetime, random }) };
}
