import { addressBucket } from "../../http/clientAddress.ts";
import type { AuthProblem } from "../../lib/authError.ts";
import { isStorableText } from "../../lib/text.ts";
import { ANSWER_TIMEOUT, withDeadline } from "../../ports/deadline.ts";
import { createHashQueue, type Turn } from "../../ports/passwordHasher/hashQueue.ts";
import type { LegacyPasswordHasher, PasswordHasher } from "../../ports/passwordHasher/passwordHasher.ts";
import type { HashedFor, Passwords } from "../../ports/passwordHasher/passwords.ts";
import { isCommonPassword } from "./commonPasswords.ts";
import { isSimilar } from "./similarity.ts";

/** In code points; enough for any passphrase (ASVS 6.2.9 requires 64). */
export const MAX_PASSWORD_LENGTH = 1_024;

export interface PasswordRules {
  hasher: PasswordHasher;
  legacyHashers: readonly LegacyPasswordHasher[];
  minLength: number;
  isBlocked?: ((password: string) => boolean | Promise<boolean>) | undefined;
  /** Called when {@link isBlocked} fails, or does not answer in time: the password is accepted, and the app gets the error. */
  onCheckFailure(error: unknown): void;
  /** Called when a stored hash is in a format that no hasher knows: its password cannot be verified, and counts as wrong. */
  onUnknownHash(): void;
  /** How many are hashed at the same time. */
  concurrency?: number | undefined;
}

/** The rules on passwords: verified exactly as given, never trimmed, cut or folded. */
export function createPasswords(rules: PasswordRules): Passwords {
  const queue = createHashQueue({ concurrency: rules.concurrency });
  const run = <Result>(asked: HashedFor, work: () => Promise<Result>) => queue(turnOf(asked), work);
  const { hasher, legacyHashers } = rules;
  let dummy: Promise<string> | undefined;
  /** Used where there is no hash, so that verifying takes the same time. Nobody knows its password. */
  const dummyHash = () => {
    dummy ??= hasher.hash("the password of nobody").catch((error: unknown) => {
      // The next call tries again: one failure must not fail every login with an unknown identifier.
      dummy = undefined;
      throw error;
    });
    return dummy;
  };
  const verifierOf = (stored: string) => [hasher, ...legacyHashers].find((known) => known.recognizes(stored));
  return {
    recognizes: (stored) => verifierOf(stored) !== undefined,
    hash: (password, asked) => run(asked, () => hasher.hash(password)),
    isBlocked: async (password) => (await isCommonPassword(password)) || (await isBlockedByApp(rules, password)),
    check: (password, about, param) => checkPassword(rules, { password, about, param }),
    async verify(password, stored, asked) {
      const isPossible = password !== "" && isWellFormedPassword(password);
      const verifier = stored === null ? undefined : verifierOf(stored);
      if (stored !== null && verifier === undefined) rules.onUnknownHash();
      if (stored === null || verifier === undefined || !isPossible) {
        await run(asked, async () => hasher.verify("some other password", await dummyHash()));
        return { matches: false };
      }
      const matches = await run(asked, () => verifier.verify(password, stored));
      if (!matches || (verifier === hasher && !hasher.needsRehash(stored))) return { matches };
      return { matches, upgraded: await run(asked, () => hasher.hash(password)) };
    },
  };
}

/** By network, as rate limits count: a client with many addresses gets no more turns. */
function turnOf({ ip, signal, isPatient = false }: HashedFor): Turn {
  return { network: ip === null ? null : addressBucket(ip), signal, isPatient };
}

function isWellFormedPassword(password: string): boolean {
  return (
    password.length <= MAX_PASSWORD_LENGTH * 2 &&
    [...password].length <= MAX_PASSWORD_LENGTH &&
    isStorableText(password)
  );
}

/** What is wrong with a new password, whoever chose it; null when nothing is. */
export async function passwordFault(
  password: string,
  { minLength }: Pick<PasswordRules, "minLength">,
): Promise<"required" | "invalid" | "password_too_short" | "password_too_common" | null> {
  if (password === "") return "required";
  if (!isWellFormedPassword(password)) return "invalid";
  if ([...password].length < minLength) return "password_too_short";
  return (await isCommonPassword(password)) ? "password_too_common" : null;
}

async function checkPassword(
  rules: PasswordRules,
  { password, about, param }: { password: string; about: readonly string[]; param: string },
): Promise<AuthProblem | null> {
  const fault = await passwordFault(password, rules);
  if (fault !== null && fault !== "password_too_common") return { code: fault, param };
  if (isSimilar(password, about)) return { code: "password_too_similar", param };
  if (fault !== null || (await isBlockedByApp(rules, password))) return { code: "password_too_common", param };
  return null;
}

/**
 * An unavailable breach service must not stop signups (NIST 800-63B-4 §3.1.1.2 requires the check, not its
 * availability), nor one that does not answer.
 */
async function isBlockedByApp(
  { isBlocked, onCheckFailure }: Pick<PasswordRules, "isBlocked" | "onCheckFailure">,
  password: string,
): Promise<boolean> {
  if (isBlocked === undefined) return false;
  const deadline = { who: "account.password.isBlocked", milliseconds: ANSWER_TIMEOUT };
  try {
    return Boolean(await withDeadline(deadline, () => isBlocked(password)));
  } catch (error) {
    onCheckFailure(error);
    return false;
  }
}
