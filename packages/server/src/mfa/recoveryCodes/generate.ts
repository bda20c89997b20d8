import { findAuthenticatorsOf } from "../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { AuthError } from "../../lib/authError.ts";
import type { RecoveryCodes } from "../../wire/recoveryCodes.ts";
import { isFactor } from "../factors.ts";
import { newRecoveryCodes, storeRecoveryCodes } from "./codes.ts";

/**
 * Generates new recovery codes; the previous ones no longer work, and no browser is trusted any more.
 *
 * @throws AuthError `cannot_generate_recovery_codes` without another factor, `not_enabled`
 */
export async function generateRecoveryCodes(request: AuthRequest, current: FoundSession): Promise<RecoveryCodes> {
  if (!request.runtime.options.mfa.types.includes("recovery_codes")) throw new AuthError("not_enabled");
  const userId = current.user.id;
  const account = await accountOf(request, userId);
  const codes = newRecoveryCodes(request);
  await inSessionTransaction(request, current, async (transaction) => {
    const { tx } = transaction;
    if (!(await findAuthenticatorsOf(tx, userId)).some(isFactor)) throw new AuthError("cannot_generate_recovery_codes");
    await storeRecoveryCodes(request, { userId, codes }, tx);
    await transaction.raise(userId, { reason: "superseded" });
    transaction.emit({ type: "recovery_codes_generated", userId });
    notify(request, { account, template: "recovery_codes_generated" }, transaction);
  });
  const { showOnce } = request.runtime.options.mfa.recoveryCodes;
  return { total: codes.length, unused: codes.length, codes, ...(showOnce ? { isShownOnce: true } : {}) };
}
