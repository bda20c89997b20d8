import type { PasswordHasher } from "./passwordHasher.ts";

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/;
const load = () => import("@node-rs/argon2");

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
