import { hkdfSync, timingSafeEqual } from "node:crypto";
import type { Secrets } from "./secrets.ts";
import { hashToken, newToken, type RawToken, type TokenHash } from "./token.ts";

/**
 * A refresh token names its chain, contains 256 secret bits, and ends in a tag that only this app can have made. The
 * tag shows that an old token is genuine although nothing of it is stored any more: its reuse is detected at any time,
 * and nobody can end a session by inventing a token. The tag also shows whether the token was issued as bound to a key:
 * one that was not is fully usable by a thief, who may have bound its successor.
 */
export interface RefreshToken {
  /** As its holder keeps it. Never stored, never logged. */
  readonly raw: RawToken;
  /** UUID of the chain. */
  readonly chainId: string;
}

const SHAPE = /^[\w-]{87}$/;
const ID_LENGTH = 22;
const SECRET_LENGTH = 43;
/** 128 bits. */
const TAG_LENGTH = 22;
const SECRET_BYTES = 32;

/** How a token is issued. */
interface Given {
  secrets: Secrets;
  /** Whether it is bound to a key. */
  isBound: boolean;
}

/** The first token of a chain. */
export function firstRefreshToken(chainId: string, given: Given, bytes: (length: number) => Uint8Array): RefreshToken {
  return assemble(chainId, newToken(bytes), given);
}

/**
 * The successor of a used token: derived from the token and a salt (HKDF, RFC 5869), so that presenting the same token
 * again returns the same successor, while neither the token nor the salt alone reveals it.
 *
 * @param salt random, stored with the hashes of both tokens
 */
export function successorOf(token: RefreshToken, salt: string, given: Given): RefreshToken {
  const secret = Buffer.from(hkdfSync("sha256", bodyOf(token), salt, "latchkey refresh successor", SECRET_BYTES));
  return assemble(token.chainId, secret.toString("base64url"), given);
}

/**
 * Reads the token that a client presents.
 * @returns null when it is not a refresh token at all; its tag is not checked
 */
export function readRefreshToken(presented: string): RefreshToken | null {
  if (!SHAPE.test(presented)) return null;
  const hex = Buffer.from(presented.slice(0, ID_LENGTH), "base64url").toString("hex");
  const chainId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  // The brand is assigned where a token arrives, as it is where one is created.
  return { raw: presented as RawToken, chainId };
}

/** The stored form of a token. Without the tag, which depends on the current secret. */
export function hashRefreshToken(token: RefreshToken): TokenHash {
  return hashToken(bodyOf(token));
}

function bodyOf({ raw }: RefreshToken): string {
  return raw.slice(0, -TAG_LENGTH);
}

/** Whether this app has issued the token in this way, at any time and under any of its secrets. */
export function isGenuine(token: RefreshToken, { secrets, isBound }: Given): boolean {
  const tag = Buffer.from(token.raw.slice(-TAG_LENGTH));
  return secrets
    .macs(purposeOf(isBound), bodyOf(token))
    .some((mac) => timingSafeEqual(Buffer.from(mac.slice(0, TAG_LENGTH)), tag));
}

function purposeOf(isBound: boolean): "refresh" | "refresh_bound" {
  return isBound ? "refresh_bound" : "refresh";
}

function assemble(chainId: string, secret: string, { secrets, isBound }: Given): RefreshToken {
  const id = Buffer.from(chainId.replaceAll("-", ""), "hex").toString("base64url");
  const body = `${id}${secret.slice(0, SECRET_LENGTH)}`;
  // The brand is assigned only here, where the token is created.
  return { raw: `${body}${secrets.mac(purposeOf(isBound), body).slice(0, TAG_LENGTH)}` as RawToken, chainId };
}
