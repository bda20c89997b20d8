/** Password hashers, and verifiers for hashes from other systems. */
export { argon2id } from "./ports/passwordHasher/argon2id.ts";
export { bcrypt } from "./ports/passwordHasher/bcrypt.ts";
export {
  argon2Hash,
  betterAuthScrypt,
  djangoBcryptSha256,
  djangoPbkdf2Sha256,
  djangoScrypt,
  plainBcrypt,
} from "./ports/passwordHasher/legacy.ts";
export type { LegacyPasswordHasher, PasswordHasher } from "./ports/passwordHasher/passwordHasher.ts";
export { scrypt } from "./ports/passwordHasher/scrypt.ts";
