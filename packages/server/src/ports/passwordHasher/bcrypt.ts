import { createHash } from "node:crypto";
import { SetupError } from "../../lib/setupError.ts";
import type { PasswordHasher } from "./passwordHasher.ts";

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Marks hashes of prehashed passwords, so that plain ones of another system can still be verified. */
const PREHASHED = "$latchkey-sha512";
/** bcrypt reads no more bytes than this. */
const MAX_BYTES = 72;

const MISSING =
  'bcrypt() could not load the package @node-rs/bcrypt, which has native code. Install it where the server runs: npm install @node-rs/bcrypt; a bundler must leave it out (`external`), and it must be deployed beside the bundle, in node_modules. Or, without native code, write in createAuth: `account: { password: { hasher: scrypt() } }`, with scrypt of "@latchkey/server/hashers"';

/** @throws SetupError when it is not there, or its binary is for another platform */
async function load() {
  const native = await import("@node-rs/bcrypt").catch((cause: unknown) => {
    throw new SetupError(MISSING, { cause });
  });
  // For runtimes without native code, bundlers are told to put an empty module in its place.
  if (native.hash === undefined) throw new SetupError(MISSING);
  return native;
}

/**
 * bcrypt, as the OWASP Password Storage Cheat Sheet recommends for systems that cannot change.
 *
 * A password of more than 72 bytes is hashed with SHA-512 first (64 bytes in base64 cut to 72 characters, which still
 * carry 432 bits), since bcrypt would ignore the rest.
 *
 * @param cost logarithm of the work, 4 to 15 [12: about 0.2 s]
 */
export function bcrypt({ cost = 12 }: { cost?: number } = {}): PasswordHasher {
  if (!Number.isInteger(cost) || cost < 4 || cost > 15) throw new Error("bcrypt: expected a cost from 4 to 15");
  return {
    recognizes: (hash) => BCRYPT.test(withoutMark(hash)),
    async hash(password) {
      const { hash } = await load();
      const isLong = Buffer.byteLength(password) > MAX_BYTES;
      const made = await hash(isLong ? prehash(password) : password, { cost });
      return isLong ? PREHASHED + made : made;
    },
    async verify(password, stored) {
      const isLong = Buffer.byteLength(password) > MAX_BYTES;
      if (!BCRYPT.test(withoutMark(stored))) return false;
      const { verify } = await load();
      const isRight = await verify(isLong ? prehash(password) : password, withoutMark(stored));
      return isRight && isLong === stored.startsWith(PREHASHED);
    },
    needsRehash(hash) {
      const found = BCRYPT.exec(withoutMark(hash))?.[1];
      return found === undefined || Number(found) < cost;
    },
  };
}

function withoutMark(hash: string): string {
  return hash.startsWith(PREHASHED) ? hash.slice(PREHASHED.length) : hash;
}

function prehash(password: string): string {
  return createHash("sha512").update(password).digest("base64").slice(0, MAX_BYTES);
}
