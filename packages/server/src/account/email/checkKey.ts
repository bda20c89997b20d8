import { findVerificationKey } from "../../db/oneTimeKeys.ts";
import { requireFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { codesKey } from "../../identity/identifiers.ts";
import { AuthError } from "../../lib/authError.ts";
import { hashToken } from "../../lib/token.ts";
import type { EmailKeyInfo } from "../../wire/account.ts";
import { answerVerificationCode } from "./verify.ts";
import { ownWaitingLogin } from "./verifyByLink.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

/**
 * What a key would verify. Nothing is used up, so that a mail scanner that opens the link does no harm; a wrong code is
 * counted.
 *
 * @throws AuthError `invalid_or_expired_key` (link), `incorrect_code`, `too_many_login_attempts`, `no_pending_flow`
 *   (code); param `key`
 */
export async function checkEmailKey(request: AuthRequest, { key }: { key: string }): Promise<EmailKeyInfo> {
  const { database, options } = request.runtime;
  if (options.account.emailVerificationBy === "code") {
    const flow = await requireFlow(request, "verify_email");
    const { email: address } = verifyEmailState.parse(flow.state);
    await request.limits.take({ key: codesKey({ via: "email", recipient: address }) });
    // The code stays valid, so a right one does not forget the wrong ones.
    request.limits.keepCounters();
    await inTransaction(request, (transaction) => answerVerificationCode(request, { flow, key, address }, transaction));
    return { email: address, isAuthenticating: flow.sessionId === null };
  }
  await request.limits.take({});
  const found = await findVerificationKey(database, { keyHash: hashToken(key), now: request.now });
  if (found === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
  const isAuthenticating = (await ownWaitingLogin(request, found.key)) !== null;
  return { email: found.key.address, isAuthenticating, ...(found.isVerified ? { isVerified: true } : {}) };
}
