import { createHash, pbkdf2, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { LegacyPasswordHasher } from "./passwordHasher.ts";

const deriveScrypt = promisify<
  string,
  Buffer | string,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);
const derivePbkdf2 = promisify(pbkdf2);

function equals(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Django's default: `pbkdf2_sha256$<iterations>$<salt>$<base64>`. */
export function djangoPbkdf2Sha256(): LegacyPasswordHasher {
  const shape = /^pbkdf2_sha256\$([1-9]\d{0,6})\$([^$\s]+)\$([A-Za-z0-9+/]{43}=)$/;
  return {
    recognizes: (hash) => shape.test(hash),
    async verify(password, stored) {
      const [, iterations, salt, expected] = shape.exec(stored) ?? [];
      if (iterations === undefined || salt === undefined || expected === undefined) return false;
      return equals(
        await derivePbkdf2(password, salt, Number(iterations), 32, "sha256"),
        Buffer.from(expected, "base64"),
      );
    },
  };
}

/** Beyond this much memory, in bytes, a stored cost is a mistake, or an attack. */
const MAX_SCRYPT_MEMORY = 2 ** 28;

/** Django's `scrypt$<N>$<salt>$<r>$<p>$<base64>`; the salt is used as text. */
export function djangoScrypt(): LegacyPasswordHasher {
  const shape = /^scrypt\$([1-9]\d{0,6})\$([^$\s]+)\$([1-9]\d?)\$([1-9]\d?)\$([A-Za-z0-9+/]{86}==)$/;
  return {
    recognizes: (hash) => shape.test(hash),
    async verify(password, stored) {
      const [, cost, salt, blockSize, parallelization, expected] = shape.exec(stored) ?? [];
      if (salt === undefined || expected === undefined) return false;
      const [N, r, p] = [Number(cost), Number(blockSize), Number(parallelization)];
      const maxmem = 256 * r * (N + p);
      if (maxmem > MAX_SCRYPT_MEMORY) return false;
      // Node refuses an N that is no power of two.
      const found = await deriveScrypt(password, salt, 64, { N, r, p, maxmem }).catch(() => null);
      return found !== null && equals(found, Buffer.from(expected, "base64"));
    },
  };
}

/** Its cost from 4 to 31, then 22 characters of salt and 31 of the hash. */
const BCRYPT = /^\$2[abxy]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

/** Django's `bcrypt_sha256$$2b$…`: bcrypt over the hex SHA-256 of the password. */
export function djangoBcryptSha256(): LegacyPasswordHasher {
  const prefix = "bcrypt_sha256$";
  return {
    recognizes: (hash) => hash.startsWith(prefix) && BCRYPT.test(hash.slice(prefix.length)),
    verify: (password, stored) =>
      stored.startsWith(prefix)
        ? verifyBcrypt(createHash("sha256").update(password).digest("hex"), stored.slice(prefix.length))
        : Promise.resolve(false),
  };
}

/**
 * Plain bcrypt as most systems store it (`$2a$`, `$2b$`, `$2y$`), Django's `bcrypt$` prefix included; reads 72 bytes.
 */
export function plainBcrypt(): LegacyPasswordHasher {
  const bare = (hash: string) => (hash.startsWith("bcrypt$$") ? hash.slice("bcrypt$".length) : hash);
  return {
    recognizes: (hash) => BCRYPT.test(bare(hash)),
    verify: (password, stored) => verifyBcrypt(password, bare(stored)),
  };
}

async function verifyBcrypt(password: string, hash: string): Promise<boolean> {
  const { verify } = await import("@node-rs/bcrypt");
  return verify(password, hash).catch(() => false);
}

const ARGON2 = /^\$argon2(?:id|i|d)\$(?:v=\d+\$)?m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/** Argon2 in PHC form, and Django's `argon2$argon2id$…`; needs the optional peer `@node-rs/argon2`. */
export function argon2Hash(): LegacyPasswordHasher {
  const phc = (hash: string) => (hash.startsWith("argon2$argon2") ? hash.slice("argon2".length) : hash);
  return {
    recognizes: (hash) => ARGON2.test(phc(hash)),
    async verify(password, stored) {
      const { verify } = await import("@node-rs/argon2");
      return verify(phc(stored), password).catch(() => false);
    },
  };
}

/** better-auth's `<hex salt>:<hex key>`: scrypt with N 16384, r 16, p 1 over the NFKC form; the salt is used as text. */
export function betterAuthScrypt(): LegacyPasswordHasher {
  const shape = /^([0-9a-f]{32}):([0-9a-f]{128})$/;
  const cost = { N: 16_384, r: 16, p: 1, maxmem: 128 * 16_384 * 16 * 2 };
  return {
    recognizes: (hash) => shape.test(hash),
    async verify(password, stored) {
      const [, salt, key] = shape.exec(stored) ?? [];
      if (salt === undefined || key === undefined) return false;
      return equals(await deriveScrypt(password.normalize("NFKC"), salt, 64, cost), Buffer.from(key, "hex"));
    },
  };
}
