import type { FlowRow } from "../../db/rows.ts";
import { advance } from "../../engine/advance.ts";
import { answerCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireFlow, requireSession } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { codesKey } from "../../identity/identifiers.ts";
import type { Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { addVerifiedEmail } from "./addVerified.ts";
import { goOn } from "./verifiedLogin.ts";
import { verifyByLink } from "./verifyByLink.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

export const verifyEmailLimits: LimitPlan = {
  volume: ["verifyEmail"],
  guesses: { names: ["verificationFailed"], errors: ["incorrect_code"], param: "key" },
  isKeyed: true,
};

/**
 * Verifies an address with the key of a link, or with the code of the waiting step.
 *
 * A link that was opened before returns the state, with `ended: { flow: "verify_email", reason: "verified" }` for a
 * user who is not logged in.
 *
 * @throws AuthError `invalid_or_expired_key` (link), `incorrect_code`, `too_many_login_attempts`, `email_taken`,
 *   `no_pending_flow` (code), param `key`; `not_authenticated` for a link that works only within a session or login of
 *   its account: of an address that was added there, or of an account with another verified contact
 */
export async function verifyEmail(request: AuthRequest, { key }: { key: string }): Promise<AuthState> {
  if (request.runtime.options.account.emailVerificationBy === "link") return verifyByLink(request, key);
  const flow = await requireFlow(request, "verify_email");
  const { email } = verifyEmailState.parse(flow.state);
  await request.limits.take({ key: codesKey({ via: "email", recipient: email }) });
  return flow.sessionId === null ? verifyLogin(request, flow, key) : verifyAddition(request, flow, key);
}

/** The code of a pending login: if it is right, the login continues. */
async function verifyLogin(request: AuthRequest, flow: FlowRow, key: string): Promise<AuthState> {
  const address = verifyEmailState.parse(flow.state).email;
  const login = await resumeLogin(request, flow);
  const going = goOn(request, { login, address, keptFlowId: flow.id });
  return advance(request, going.after, async (transaction) => {
    const refusal = await answerVerificationCode(request, { flow, key, address }, transaction);
    if (refusal !== null) return refusal;
    await going.verify(transaction);
  });
}

/** The code of an address that a logged-in user is adding. */
async function verifyAddition(request: AuthRequest, flow: FlowRow, key: string): Promise<AuthState> {
  const { email: address } = verifyEmailState.parse(flow.state);
  const current = await requireSession(request);
  const account = await accountOf(request, current.user.id);
  await inSessionTransaction(request, current, async (transaction) => {
    const refusal = await answerVerificationCode(request, { flow, key, address }, transaction);
    return refusal ?? addVerifiedEmail(request, { account, address, flow }, transaction);
  });
  invalidateReads(request);
  return authState(request);
}

export function answerVerificationCode(
  request: AuthRequest,
  { flow, key, address }: { flow: FlowRow; key: string; address: string },
  transaction: AuthTransaction,
): Promise<Refusal | null> {
  const { attempts } = request.runtime.options.account.codes.emailVerification;
  const counted = { flow, maxAttempts: attempts, rejected: "email_code_rejected" } as const;
  return answerCode(request, { ...counted, code: key, recipient: address, param: "key" }, transaction);
}
