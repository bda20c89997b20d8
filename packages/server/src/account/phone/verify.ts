import { takeFlow } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import { advance } from "../../engine/advance.ts";
import { answerCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireFlow, requireSession } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { codesKey } from "../../identity/identifiers.ts";
import { notify } from "../../identity/notify.ts";
import { withVerified } from "../../identity/ownership/ownership.ts";
import { verifyOwnContact } from "../../identity/ownership/showUp.ts";
import { afterHiddenStep, verifyHiddenContact } from "../../identity/signup/hiddenSignup.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyPhoneState } from "./verifyPhone.stage.ts";

export const verifyPhoneLimits: LimitPlan = {
  volume: ["confirmCode"],
  guesses: { names: ["verificationFailed"], errors: ["incorrect_code"], param: "code" },
  isKeyed: true,
};

/**
 * Verifies a number with the code that was sent to it.
 *
 * @throws AuthError `incorrect_code`, `too_many_login_attempts`, `phone_taken`, `required` (param `code`), `no_pending_flow`
 */
export async function verifyPhone(request: AuthRequest, { code }: { code: string }): Promise<AuthState> {
  const flow = await requireFlow(request, "verify_phone");
  const { phone } = verifyPhoneState.parse(flow.state);
  await request.limits.take({ key: codesKey({ via: "phone", recipient: phone }) });
  return flow.sessionId === null ? verifyLogin(request, flow, code) : verifyChange(request, flow, code);
}

async function verifyLogin(request: AuthRequest, flow: FlowRow, code: string): Promise<AuthState> {
  const contact = { via: "phone", recipient: verifyPhoneState.parse(flow.state).phone } as const;
  const login = await resumeLogin(request, flow);
  const { account } = login;
  const verified = afterStep(login, "verify_phone", (before) => withVerified(before, contact, request.now));
  const after = { ...afterHiddenStep(verified, contact, request.now), phone: contact.recipient };
  return advance(request, after, async (transaction) => {
    const refusal = await answer(request, { flow, code, phone: contact.recipient }, transaction);
    if (refusal !== null) return refusal;
    const isVerified =
      account === null
        ? await verifyHiddenContact(request, { login, after, contact, keptFlowId: flow.id }, transaction)
        : await verifyOwnContact(request, { account, contact, keptFlowId: flow.id }, transaction);
    if (!isVerified) return new Refusal(new AuthError("phone_taken", { param: "code" }));
  });
}

async function verifyChange(request: AuthRequest, flow: FlowRow, code: string): Promise<AuthState> {
  const contact = { via: "phone", recipient: verifyPhoneState.parse(flow.state).phone } as const;
  const current = await requireSession(request);
  const account = await accountOf(request, current.user.id);
  await inSessionTransaction(request, current, async (transaction) => {
    const refusal = await answer(request, { flow, code, phone: contact.recipient }, transaction);
    if (refusal !== null) return refusal;
    if (!(await takeFlow(transaction.tx, flow.id))) throw new AuthError("no_pending_flow");
    if (!(await verifyOwnContact(request, { account, contact }, transaction)))
      throw new AuthError("phone_taken", { param: "code" });
    if (account.user.phone === contact.recipient) return;
    transaction.emit({ type: "phone_changed", userId: account.user.id });
    notify(request, { account, template: "phone_changed", context: { phone: contact.recipient } }, transaction);
  });
  invalidateReads(request);
  return authState(request);
}

function answer(
  request: AuthRequest,
  { flow, code, phone }: { flow: FlowRow; code: string; phone: string },
  transaction: AuthTransaction,
): Promise<Refusal | null> {
  const { attempts } = request.runtime.options.account.codes.phoneVerification;
  const counted = { flow, maxAttempts: attempts, rejected: "phone_code_rejected" } as const;
  return answerCode(request, { ...counted, code, recipient: phone, param: "code" }, transaction);
}
