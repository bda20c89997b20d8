import { replaceRecoveryCodes } from "../../db/credentials/recoveryCodes.ts";
import type { Transaction } from "../../db/database.ts";
import type { RecoveryCodeRow } from "../../db/rows.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { newUserCode, normalizeUserCode } from "../../lib/userCode.ts";

/** As in allauth: 26 bits, which is plenty with the limits on guesses. */
const FORMAT = { kind: "digits", length: 8 } as const;

type Needs = Pick<AuthRequest, "runtime" | "now">;

/** New recovery codes, all different. */
export function newRecoveryCodes({ runtime }: Needs): string[] {
  const codes = new Set<string>();
  while (codes.size < runtime.options.mfa.recoveryCodes.count)
    codes.add(newUserCode(runtime.random.bytes, FORMAT).replaceAll("-", ""));
  return [...codes];
}

/**
 * The MACs by which an entered code is found, under each of the app's secrets.
 * @param code as returned by `normalizeUserCode`
 */
export function recoveryCodeHashes({ runtime }: Needs, userId: string, code: string): string[] {
  return runtime.secrets.macs("recovery", `${userId}:${code}`);
}

/** Replaces all recovery codes of the user with these. They may be in any format, such as another system's. */
export async function storeRecoveryCodes(
  { runtime, now }: Needs,
  { userId, codes, isImported = false }: { userId: string; codes: readonly string[]; isImported?: boolean },
  tx: Transaction,
): Promise<void> {
  const { random, secrets } = runtime;
  const rows = codes.map((code): RecoveryCodeRow => {
    const id = random.uuid();
    const normal = normalizeUserCode(code) ?? code;
    return {
      id,
      userId,
      codeHash: secrets.mac("recovery", `${userId}:${normal}`),
      codeSealed: secrets.seal("recovery_code", code, id),
      createdAt: now,
      usedAt: null,
      isImported,
    };
  });
  await replaceRecoveryCodes(tx, userId, rows);
}
