import { replaceRecoveryCodes } from "../../db/credentials/recoveryCodes.ts";
import type { Transaction } from "../../db/database.ts";
import type { RecoveryCodeRow } from "../../db/rows.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { newUserCode, normalizeUserCode } from "../../lib/userCode.ts";

/** allauth's: 26 bits, which the limits on guesses make plenty of. */
const FORMAT = { kind: "digits", length: 8 } as const;

type Needs = Pick<AuthRequest, "runtime" | "now">;

/** New recovery codes, each other than the rest. */
export function newRecoveryCodes({ runtime }: Needs): string[] {
  const codes = new Set<string>();
  while (codes.size < runtime.options.mfa.recoveryCodes.count)
    codes.add(newUserCode(runtime.random.bytes, FORMAT).replaceAll("-", ""));
  return [...codes];
}

/** The MACs by which a typed code is found, under each of the app's secrets. @param code as `normalizeUserCode` gives it */
export function recoveryCodeHashes({ runtime }: Needs, userId: string, code: string): string[] {
  return runtime.secrets.macs("recovery", `${userId}:${code}`);
}

/** Puts these codes in the place of all that the user has. They may be of any format, such as another system's. */
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
