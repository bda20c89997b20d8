import { createHash, type KeyObject } from "node:crypto";

/** An authenticator's statement about itself and a new key. */
export interface AuthenticatorStatement {
  rpId: string;
  flags: { isUserPresent: boolean; isUserVerified: boolean; isSynced: boolean };
  signCount: number;
  /** Only when a key was created. */
  credential?: { id: Uint8Array; publicKey: Uint8Array; aaguid: Uint8Array };
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
/** Backup eligibility and backup state. */
const SYNCED = 0x08 | 0x10;
const HAS_CREDENTIAL = 0x40;

/** Authenticator data (WebAuthn Level 3 §6.1), with attested credential data (§6.5.2) for a new key. */
export function authenticatorData({ rpId, flags, signCount, credential }: AuthenticatorStatement): Buffer {
  const head = Buffer.alloc(5);
  head[0] =
    (flags.isUserPresent ? USER_PRESENT : 0) |
    (flags.isUserVerified ? USER_VERIFIED : 0) |
    (flags.isSynced ? SYNCED : 0) |
    (credential === undefined ? 0 : HAS_CREDENTIAL);
  head.writeUInt32BE(signCount, 1);
  const rpIdHash = createHash("sha256").update(rpId).digest();
  if (credential === undefined) return Buffer.concat([rpIdHash, head]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(credential.id.length);
  return Buffer.concat([rpIdHash, head, credential.aaguid, length, credential.id, credential.publicKey]);
}

/** A P-256 key as COSE (RFC 9053 §7.1.1): EC2, ES256. */
export function coseKey(publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return encodeCbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]),
  );
}

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const MAP = 5;

/** The part of CBOR (RFC 8949 §3) that authenticators use: integers, bytes, text and maps. */
export function encodeCbor(value: unknown): Buffer {
  if (typeof value === "number") return value < 0 ? cborHead(NEGATIVE, -1 - value) : cborHead(UNSIGNED, value);
  if (typeof value === "string") return cborBytes(TEXT, Buffer.from(value));
  if (value instanceof Uint8Array) return cborBytes(BYTES, value);
  if (value instanceof Map) {
    const entries = [...value].flatMap(([key, entry]) => [encodeCbor(key), encodeCbor(entry)]);
    return Buffer.concat([cborHead(MAP, value.size), ...entries]);
  }
  throw new TypeError("no authenticator says this");
}

function cborBytes(major: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([cborHead(major, bytes.length), bytes]);
}

function cborHead(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument]);
  if (argument < 0x100) return Buffer.from([(major << 5) | 24, argument]);
  const head = Buffer.alloc(3);
  head[0] = (major << 5) | 25;
  head.writeUInt16BE(argument, 1);
  return head;
}
