import { replaceRecoveryCodes } from "../../db/credentials/recoveryCodes.ts";
import type { Transaction } from "../../db/database.ts";
import type { RecoveryCodeRow } from "../../db/rows.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { newUserCode, normalizeUserCode } from "../../lib/userCode.ts";

/** Sealed in place of a code that is shown only once: still tells whether the secret of the hashes is at hand. */
const NOT_KEPT = "";

type Needs = Pick<AuthRequest, "runtime" | "now">;

/** New recovery codes, all different. */
export function newRecoveryCodes({ runtime }: Needs): string[] {
  const { count, kind, length } = runtime.options.mfa.recoveryCodes;
  const codes = new Set<string>();
  while (codes.size < count) codes.add(newUserCode(runtime.random.bytes, { kind, length }).replaceAll("-", ""));
  return [...codes];
}

/**
 * The MACs by which an entered code is found, under each of the app's secrets.
 * @param code as returned by `normalizeUserCode`
 */
export function recoveryCodeHashes({ runtime }: Needs, userId: string, code: string): string[] {
  return runtime.secrets.macs("recovery", `${userId}:${code}`);
}

/** The codes in these rows; null where they were shown only once, when they were generated. */
export function openRecoveryCodes({ runtime }: Needs, rows: readonly RecoveryCodeRow[]): string[] | null {
  const { options, secrets } = runtime;
  if (options.mfa.recoveryCodes.showOnce) return null;
  const codes = rows.map(({ id, codeSealed }) => secrets.unseal("recovery_code", codeSealed, id));
  return codes.includes(NOT_KEPT) ? null : codes;
}

/** Replaces all recovery codes of the user with these. They may be in any format, such as another system's. */
export async function storeRecoveryCodes(
  { runtime, now }: Needs,
  { userId, codes, isImported = false }: { userId: string; codes: readonly string[]; isImported?: boolean },
  tx: Transaction,
): Promise<void> {
  const { options, random, secrets } = runtime;
  // They are read by id: the user sees them again in the order in which they were shown.
  const ids = codes.map(() => random.uuid()).sort();
  const rows = codes.map((code, index): RecoveryCodeRow => {
    const id = ids[index] ?? random.uuid();
    const normal = normalizeUserCode(code) ?? code;
    return {
      id,
      userId,
      codeHash: secrets.mac("recovery", `${userId}:${normal}`),
      codeSealed: secrets.seal("recovery_code", options.mfa.recoveryCodes.showOnce ? NOT_KEPT : code, id),
      createdAt: now,
      usedAt: null,
      isImported,
    };
  });
  await replaceRecoveryCodes(tx, userId, rows);
}
