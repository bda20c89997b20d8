import type { ResolvedOptions } from "../../config/options.ts";
import type { Secrets } from "../../lib/secrets.ts";
import type { Random } from "../../ports/random.ts";
import type { Warn } from "../../ports/warnings.ts";
import { type AccessTokens, createAccessTokens } from "./accessTokens.ts";
import { createDpop, type Dpop } from "./dpop/dpop.ts";
import { configuredKeys, type KeyRing, storedKeys } from "./signingKeys.ts";

type JwtOptions = Exclude<ResolvedOptions["session"]["tokens"], "session">;

/** What `session.tokens: jwt()` adds to a runtime. */
export interface AppTokens extends AccessTokens {
  readonly issuer: string;
  readonly keys: KeyRing;
  /** Seconds for which a used refresh token is still answered. */
  readonly refreshGrace: number;
  /** The app's additional claims of each token; undefined: none. */
  readonly customClaims: JwtOptions["claims"];
  /** Null where tokens are not bound to keys. */
  readonly dpop: Dpop | null;
  /** The URL that a client called. @param path the request's; undefined where the adapter provides none */
  calledUrl(path: string | undefined, request: Parameters<UrlOfApp>[0] | null): string;
}
type UrlOfApp = NonNullable<Exclude<JwtOptions["dpop"], boolean>["url"]>;

interface Parts {
  secrets: Secrets;
  random: Random;
  warn: Warn;
  onError(error: unknown): void;
}

/** @returns null where apps keep session tokens */
export function createAppTokens(options: ResolvedOptions, { secrets, random, warn, onError }: Parts): AppTokens | null {
  const { origin, database, clock } = options;
  const { tokens } = options.session;
  if (tokens === "session") return null;
  const {
    issuer = origin,
    audience = issuer,
    accessTokenLifetime: lifetime,
    refreshGrace,
    algorithm,
    keyLifetime,
    claims: customClaims,
    dpop,
  } = tokens;
  const keys =
    tokens.keys === undefined
      ? storedKeys({ database, secrets, clock, algorithm, keyLifetime, tokenLifetime: lifetime, onError })
      : configuredKeys(tokens.keys);
  const bound = typeof dpop === "object" ? dpop : { required: false };
  return {
    issuer,
    keys,
    refreshGrace,
    customClaims,
    dpop: dpop === false ? null : createDpop({ database, secrets, clock, warn, isRequired: bound.required }),
    // Never by the Host header, which any caller may choose.
    calledUrl: (path = "/", request) =>
      bound.url === undefined || request === null
        ? `${bound.origin ?? new URL(issuer).origin}${path}`
        : bound.url(request),
    ...createAccessTokens({ keys, issuer, audience, lifetime, random, options }),
  };
}
