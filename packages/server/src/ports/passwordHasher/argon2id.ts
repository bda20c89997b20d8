import { SetupError } from "../../lib/setupError.ts";
import type { PasswordHasher } from "./passwordHasher.ts";

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/;
const MISSING =
  'argon2id() could not load the package @node-rs/argon2, which has native code. Install it where the server runs: npm install @node-rs/argon2; a bundler must leave it out (`external`), and it must be deployed beside the bundle, in node_modules. Or, without native code, write in createAuth: `account: { password: { hasher: scrypt() } }`, with scrypt of "@latchkey/server/hashers"';

/** @throws SetupError when it is not there, or its binary is for another platform */
async function load() {
  const native = await import("@node-rs/argon2").catch((cause: unknown) => {
    throw new SetupError(MISSING, { cause });
  });
  // For runtimes without native code, bundlers are told to put an empty module in its place.
  if (native.hash === undefined) throw new SetupError(MISSING);
  return native;
}

/**
 * Argon2id (RFC 9106), through the optional peer `@node-rs/argon2`.
 *
 * @param memoryCost in KiB [19456]
 * @param timeCost passes [2]
 * @param parallelism lanes [1]
 */
export function argon2id({
  memoryCost = 19_456,
  timeCost = 2,
  parallelism = 1,
}: {
  memoryCost?: number;
  timeCost?: number;
  parallelism?: number;
} = {}): PasswordHasher {
  return {
    recognizes: (hash) => PHC.test(hash),
    async hash(password) {
      const { hash } = await load();
      return hash(password, { memoryCost, timeCost, parallelism });
    },
    async verify(password, stored) {
      if (!PHC.test(stored)) return false;
      const { verify } = await load();
      return verify(stored, password).catch(() => false);
    },
    needsRehash(hash) {
      const [, memory, time, lanes] = PHC.exec(hash) ?? [];
      return Number(memory) < memoryCost || Number(time) < timeCost || Number(lanes) < parallelism || !memory;
    },
  };
}
