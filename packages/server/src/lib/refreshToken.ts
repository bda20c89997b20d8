import { hkdfSync, timingSafeEqual } from "node:crypto";
import type { Secrets } from "./secrets.ts";
import { hashToken, newToken, type RawToken, type TokenHash } from "./token.ts";

/**
 * A refresh token says which chain it is of, holds 256 secret bits, and ends in a tag that only this app can have made. By
 * the tag one that was used long ago is known as genuine, though nothing of it is stored any more: so its reuse is noticed
 * at any time, and nobody can end a session by inventing a token. The tag also says whether the token was given out as bound
 * to a key: what was not is as good as any other in the hands of a thief, who may have bound what took its place.
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

/** How a token is given out. */
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
 * What takes the place of a token when it is used: derived from the token and a salt (HKDF, RFC 5869), so that whoever shows
 * the same token again is given the same successor, while neither the token nor the salt alone tells it.
 *
 * @param salt random, stored beside the hashes of both tokens
 */
export function successorOf(token: RefreshToken, salt: string, given: Given): RefreshToken {
  const secret = Buffer.from(hkdfSync("sha256", bodyOf(token), salt, "latchkey refresh successor", SECRET_BYTES));
  return assemble(token.chainId, secret.toString("base64url"), given);
}

/** Reads what a client presents. @returns null for what is no refresh token at all; its tag is not looked at */
export function readRefreshToken(presented: string): RefreshToken | null {
  if (!SHAPE.test(presented)) return null;
  const hex = Buffer.from(presented.slice(0, ID_LENGTH), "base64url").toString("hex");
  const chainId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  // The brand is given where a token comes in, as it is where one is made.
  return { raw: presented as RawToken, chainId };
}

/** What is stored of a token. Without the tag, which differs by the app's secret of the day. */
export function hashRefreshToken(token: RefreshToken): TokenHash {
  return hashToken(bodyOf(token));
}

function bodyOf({ raw }: RefreshToken): string {
  return raw.slice(0, -TAG_LENGTH);
}

/** Whether this app has given the token out so, at any time, under any of its secrets. */
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
  // The brand is given here, where the token is made, and nowhere else.
  return { raw: `${body}${secrets.mac(purposeOf(isBound), body).slice(0, TAG_LENGTH)}` as RawToken, chainId };
}
