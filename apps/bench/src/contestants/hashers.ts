import { createHash } from "node:crypto";
import { hash as argon2Hash, verify as argon2Verify } from "@node-rs/argon2";
import { hash as bcryptHash, verify as bcryptVerify } from "@node-rs/bcrypt";

/** A hasher that both libraries use: only their own work is compared. */
export interface BenchHasher {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
}

const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const COST = 12;

/** Takes no time, so that the cost of a call without the hash is visible. */
export const cheapHasher: BenchHasher = {
  hash: async (password) => `cheap$${createHash("sha256").update(password).digest("hex")}`,
  verify: async (password, hash) => hash === (await cheapHasher.hash(password)),
};

export const bcryptHasher: BenchHasher = {
  hash: (password) => bcryptHash(password, { cost: COST }),
  verify: (password, hash) => bcryptVerify(password, hash),
};

/** With the parameters of the OWASP Password Storage Cheat Sheet. */
export const argon2idHasher: BenchHasher = {
  hash: (password) => argon2Hash(password, ARGON2ID),
  verify: (password, hash) => argon2Verify(hash, password),
};

export const HASHERS = { bcrypt: bcryptHasher, argon2id: argon2idHasher } as const;
export type HasherName = keyof typeof HASHERS;
export const HASHER_NAMES = ["bcrypt", "argon2id"] as const satisfies readonly HasherName[];
