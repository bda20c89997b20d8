import { randomBytes, type ScryptOptions, scrypt as scryptOfNode, timingSafeEqual } from "node:crypto";
import type { PasswordHasher } from "./passwordHasher.ts";

/** The string format of the Password Hashing Competition: the logarithm of N, r and p, then salt and key. */
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Limits the work for a stored hash: 1 GiB would be a mistake, or an attack. */
const MAX_LOG_COST = 20;

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  const { N = 1, r = 1, p = 1 } = cost;
  // Twice what RFC 7914 needs; Node's own limit is 32 MiB.
  const maxmem = 256 * r * (N + p);
  return new Promise((resolve, reject) => {
    scryptOfNode(password, salt, KEY_BYTES, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

const text = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");

/**
 * scrypt (RFC 7914) as built into Node, Deno, Bun and Cloudflare Workers: no package, and nothing native to install.
 *
 * The default is the first recommendation of the OWASP Password Storage Cheat Sheet, which takes 128 MiB for each hash.
 * Where memory is scarce, `{ logCost: 14, parallelization: 5 }` has the same strength according to it, and takes 16
 * MiB.
 *
 * @param logCost logarithm of N, 10 to 20 [17]
 * @param blockSize r [8]
 * @param parallelization p [1]
 */
export function scrypt({
  logCost = 17,
  blockSize = 8,
  parallelization = 1,
}: {
  logCost?: number;
  blockSize?: number;
  parallelization?: number;
} = {}): PasswordHasher {
  if (!Number.isInteger(logCost) || logCost < 10 || logCost > MAX_LOG_COST)
    throw new Error(`scrypt: expected a logCost from 10 to ${MAX_LOG_COST}`);
  return {
    recognizes: (hash) => PHC.test(hash),
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const key = await derive(password, salt, { N: 2 ** logCost, r: blockSize, p: parallelization });
      return `$scrypt$ln=${logCost},r=${blockSize},p=${parallelization}$${text(salt)}$${text(key)}`;
    },
    async verify(password, stored) {
      const [, cost, r, p, salt, key] = PHC.exec(stored) ?? [];
      if (salt === undefined || key === undefined || Number(cost) > MAX_LOG_COST) return false;
      const expected = Buffer.from(key, "base64");
      const found = await derive(password, Buffer.from(salt, "base64"), {
        N: 2 ** Number(cost),
        r: Number(r),
        p: Number(p),
      }).catch(() => null);
      return found !== null && timingSafeEqual(found, expected);
    },
    needsRehash(hash) {
      const [, cost, r, p] = PHC.exec(hash) ?? [];
      return Number(cost) < logCost || Number(r) < blockSize || Number(p) < parallelization || cost === undefined;
    },
  };
}
