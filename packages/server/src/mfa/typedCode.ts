import { acceptTotpStep, findAuthenticatorsOf } from "../db/credentials/authenticators.ts";
import { findRecoveryCodesOf, takeRecoveryCode } from "../db/credentials/recoveryCodes.ts";
import type { Transaction } from "../db/database.ts";
import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { findTotpStep } from "../lib/totp.ts";
import { normalizeUserCode } from "../lib/userCode.ts";
import type { AuthenticationMethod } from "../wire/state.ts";
import { recoveryCodeHashes } from "./recoveryCodes/codes.ts";

/** A typed code that may be right: `take` decides in the transaction of its answer, and only once. */
export interface TypedCode {
  type: "totp" | "recovery_codes";
  /** Of the authenticator; recovery codes have none. */
  id?: string;
  take(tx: Transaction): Promise<boolean>;
}

/**
 * Wrong codes are counted by user, wherever they are entered: a restarted login, another session and reauthentication
 * share one count. Guessing requires the first factor, and a password reset clears the count.
 */
export const codeGuesses = {
  names: ["loginFailed", "mfaFailed"],
  errors: ["incorrect_code"],
  param: "code",
} as const satisfies LimitPlan["guesses"];

/**
 * Reads a typed code as one of the authenticator app, else as a recovery code.
 *
 * @returns null for a code that can be neither
 * @throws SetupError when the factor was sealed with a secret that was removed: the code cannot be checked, so it is
 *   not a wrong guess
 */
export async function readCode(request: AuthRequest, userId: string, typed: string): Promise<TypedCode | null> {
  const { types } = request.runtime.options.mfa;
  const code = normalizeUserCode(typed);
  if (code === null) return null;
  const byApp = types.includes("totp") ? await readTotp(request, userId, code) : null;
  if (byApp !== null) return byApp;
  if (!types.includes("recovery_codes")) return null;
  const codeHashes = recoveryCodeHashes(request, userId, code);
  return {
    type: "recovery_codes",
    async take(tx) {
      if (await takeRecoveryCode(tx, { userId, codeHashes, now: request.now })) return true;
      await assertReadable(request, userId, tx);
      return false;
    },
  };
}

/**
 * Codes are found by a MAC with the secret, so that with a lost one all would seem wrong. They are generated together:
 * checking one is enough.
 *
 * @throws SetupError
 */
async function assertReadable({ runtime }: AuthRequest, userId: string, tx: Transaction): Promise<void> {
  const [any] = await findRecoveryCodesOf(tx, userId);
  if (any !== undefined) runtime.secrets.unseal("recovery_code", any.codeSealed, any.id);
}

/** How a typed code is listed among the methods of a session. */
export function codeMethod({ now }: AuthRequest, { type, id }: Pick<TypedCode, "type" | "id">) {
  const method = { method: "mfa", at: now.toISOString(), type, ...(id === undefined ? {} : { id }) } as const;
  return method satisfies AuthenticationMethod;
}

async function readTotp(request: AuthRequest, userId: string, code: string): Promise<TypedCode | null> {
  const { database, options, secrets } = request.runtime;
  if (code.length !== options.mfa.totp.digits) return null;
  const row = (await findAuthenticatorsOf(database, userId)).find(({ type }) => type === "totp");
  if (row?.secretSealed == null) return null;
  const secret = secrets.unseal("totp_secret", row.secretSealed, row.id);
  const step = await findTotpStep(code, { ...options.mfa.totp, secret, at: request.now, lastStep: row.lastStep });
  if (step === null) return null;
  return { type: "totp", id: row.id, take: (tx) => acceptTotpStep(tx, { id: row.id, step, now: request.now }) };
}
