import { z } from "zod";
import {
  importKey,
  type KeyPair,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  type WrittenKey,
} from "../../lib/signingKey.ts";
import type { SessionInfo, User } from "../../wire/state.ts";
import type { AdapterRequest } from "../adapterRequest.ts";
import type { CustomClaims, NoClaims } from "../customClaims.ts";
import { fn, isOrigin, seconds } from "./schemaParts.ts";

/** How tokens are bound to a key that only the device of the app holds (RFC 9449). */
export interface DpopOptions {
  /**
   * Whether every app must prove that it holds a key. Otherwise the tokens of those that do are bound, and those of others
   * are not. @default false
   */
  required?: boolean;
  /** The origin at which clients reach the server, such as `https://api.acme.com`. @default that of `issuer` */
  origin?: string;
  /**
   * The URL that the client called, if the server sees another path than the client requested, or has several origins.
   * @default `origin`, with the path of the request
   */
  url?(request: AdapterRequest): string;
}

/** Options of {@link jwt}. */
export interface JwtOptions<Claims extends CustomClaims = CustomClaims> {
  /**
   * The `iss` of access tokens: the https URL below which `/.well-known/jwks.json` and the discovery documents are served.
   * @default `origin`
   */
  issuer?: string;
  /** The `aud` of access tokens: the services that accept them. @default the issuer */
  audience?: string | readonly string[];
  /** How long an access token is valid. @default 300 */
  accessTokenLifetime?: number;
  /**
   * How long after its use a refresh token is answered again, with the same successor, because the answer may have been
   * lost. @default 10
   */
  refreshGrace?: number;
  /** The algorithm of generated keys. @default "ES256" */
  algorithm?: SigningAlgorithm;
  /** How often generated keys are replaced. @default 7776000 */
  keyLifetime?: number;
  /**
   * Your own keys, as PEM or JWK: the first signs, all verify. EC P-256 signs ES256, Ed25519 signs EdDSA, RSA of at least
   * 2048 bits signs RS256. @default generated, and stored encrypted in the database
   */
  keys?: readonly WrittenKey[];
  /**
   * Additional claims of access tokens, as JSON of at most 1500 bytes. Called for each token, outside of transactions;
   * if it fails, so does the call, and the refresh token remains usable. @default nothing
   */
  claims?(user: User, session: SessionInfo): Claims | Promise<Claims>;
  /**
   * Binds tokens to a key of the device, so that a stolen token is useless (DPoP, RFC 9449): true, or with options.
   * Each request is then recorded in the database, because a proof works once. @default false
   */
  dpop?: boolean | DpopOptions;
}

/**
 * Access and refresh tokens for app clients, in place of session tokens: `session: { tokens: jwt() }`. Access tokens are
 * signed (RFC 9068), so that other services can verify them; browsers keep their cookies.
 */
export function jwt<Claims extends CustomClaims = NoClaims>(options: JwtOptions<Claims> = {}): JwtOptions<Claims> {
  return options;
}

const NO_KEY = "expected a PEM or JWK of an EC P-256, Ed25519 or RSA key (at least 2048 bits)";

const key = z.custom<WrittenKey>().transform((written, context): KeyPair => {
  const isWritten = typeof written === "string" || (typeof written === "object" && written !== null);
  const imported = isWritten ? importKey(written) : null;
  if (imported !== null) return imported;
  // Without the value: it may be a private key with a missing line.
  context.addIssue({ code: "custom", message: NO_KEY, input: undefined });
  return z.NEVER;
});

const jwtSchema = z.strictObject({
  issuer: z.string().refine(isIssuer, 'expected an https URL such as "https://api.acme.com", without query').optional(),
  audience: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  accessTokenLifetime: seconds.max(86_400).default(300),
  refreshGrace: z.number().int().nonnegative().max(300).meta({ unit: "seconds" }).default(10),
  algorithm: z.enum(SIGNING_ALGORITHMS).default("ES256"),
  keyLifetime: seconds.min(3_600).default(90 * 86_400),
  keys: z
    .array(key)
    .min(1)
    .refine(([first]) => first?.privateKey != null, "expected the first one to be a private key: it signs")
    .optional(),
  claims: fn<NonNullable<JwtOptions["claims"]>>().optional(),
  dpop: z
    .union([
      z.boolean(),
      z.strictObject({
        required: z.boolean().default(false),
        origin: z
          .string()
          .refine(isOrigin, 'expected an origin such as "https://api.acme.com", without a path')
          .optional(),
        url: fn<NonNullable<DpopOptions["url"]>>().optional(),
      }),
    ])
    .default(false),
});

export const tokensSchema = z
  .union([z.literal("session"), jwtSchema], { error: 'expected "session" or jwt({ … })' })
  .default("session");

/** An issuer (RFC 8414 §2): https, except on this machine; no query, no fragment. */
function isIssuer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash, href } = new URL(value);
  const isLocal = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  const isWhole = href === value || href === `${value}/`;
  return (protocol === "https:" || (protocol === "http:" && isLocal)) && search === "" && hash === "" && isWhole;
}
