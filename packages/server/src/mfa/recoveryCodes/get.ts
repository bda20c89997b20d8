import { findRecoveryCodesOf } from "../../db/credentials/recoveryCodes.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { isRecent } from "../../engine/sessions/reauthentication.ts";
import { AuthError } from "../../lib/authError.ts";
import type { RecoveryCodes } from "../../wire/mfa.ts";

/**
 * How many codes are left; the codes themselves only with recent authentication.
 * @throws AuthError `not_found` when there are none
 */
export async function getRecoveryCodes(request: AuthRequest, current: FoundSession): Promise<RecoveryCodes> {
  const { database, secrets } = request.runtime;
  const rows = await findRecoveryCodesOf(database, current.user.id);
  if (rows.length === 0) throw new AuthError("not_found");
  const unused = rows.filter(({ usedAt }) => usedAt === null);
  const opened = () => unused.map(({ id, codeSealed }) => secrets.unseal("recovery_code", codeSealed, id));
  return { total: rows.length, unused: unused.length, codes: isRecent(current, request) ? opened() : null };
}
