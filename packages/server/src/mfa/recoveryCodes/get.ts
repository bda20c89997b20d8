import { findRecoveryCodesOf } from "../../db/credentials/recoveryCodes.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { isConfirmed, reauthenticationFlows } from "../../engine/assurance/reauthentication.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import type { RecoveryCodes } from "../../wire/recoveryCodes.ts";
import { openRecoveryCodes } from "./codes.ts";

/**
 * How many codes are left; the codes themselves only with recent authentication, otherwise the ways to reauthenticate,
 * and never where they are shown once.
 * @throws AuthError `not_found` when there are none
 */
export async function getRecoveryCodes(request: AuthRequest, current: FoundSession): Promise<RecoveryCodes> {
  const rows = await findRecoveryCodesOf(request.runtime.database, current.user.id);
  if (rows.length === 0) throw new AuthError("not_found");
  const unused = rows.filter(({ usedAt }) => usedAt === null);
  const codes = openRecoveryCodes(request, unused);
  const left = { total: rows.length, unused: unused.length };
  if (codes === null) return { ...left, codes, isShownOnce: true };
  if (!(await isConfirmed(current, request, "mfa")))
    return { ...left, codes: null, flows: await reauthenticationFlows(current, request) };
  return { ...left, codes };
}
