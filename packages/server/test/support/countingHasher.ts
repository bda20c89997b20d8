import { bcrypt } from "../../src/hashers.ts";
import type { PasswordHasher } from "../../src/ports/passwordHasher/passwordHasher.ts";

/** bcrypt at its lowest cost, which records the compared passwords and counts the hashed ones. */
export interface CountingHasher extends PasswordHasher {
  /** The passwords that were compared with a hash since the last call, and how many were hashed. */
  take(): { compared: string[]; hashed: number };
}

export function countingHasher(): CountingHasher {
  const inner = bcrypt({ cost: 4 });
  let compared: string[] = [];
  let hashed = 0;
  return {
    recognizes: (hash) => inner.recognizes(hash),
    needsRehash: (hash) => inner.needsRehash(hash),
    verify(password, hash) {
      compared.push(password);
      return inner.verify(password, hash);
    },
    hash(password) {
      hashed += 1;
      return inner.hash(password);
    },
    take() {
      const taken = { compared, hashed };
      compared = [];
      hashed = 0;
      return taken;
    },
  };
}
