import crypto from "node:crypto";

/** A token as its holder keeps it. Never stored, never logged. */
export type RawToken = string & { readonly __raw: unique symbol };
/** The stored form of a token. */
export type TokenHash = string & { readonly __hash: unique symbol };

const TOKEN_BYTES = 32;
const SHAPE = /^[\w-]{43}$/;

/** A new token: 256 random bits, as 43 characters of base64url. */
export function newToken(bytes: (length: number) => Uint8Array): RawToken {
  // The brand is assigned only here, where the token is created.
  return Buffer.from(bytes(TOKEN_BYTES)).toString("base64url") as RawToken;
}

/** In one call, without a stream for the hash, where the runtime has that: each request hashes a token. */
const sha256: (text: string) => string =
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("sha256", text, "base64url")
    : (text) => crypto.createHash("sha256").update(text).digest("base64url");

/** SHA-256 is enough: a token has too many bits to be guessed from its hash. */
export function hashToken(token: string): TokenHash {
  // The brand is assigned only here, where the hash is created.
  return sha256(token) as TokenHash;
}

/** Whether a string could be a token at all; otherwise it need not be looked up. */
export function isTokenShaped(value: string): boolean {
  return SHAPE.test(value);
}
