import { findAccountById } from "../../db/accounts.ts";
import { deleteFlow, type FlowRow } from "../../db/flows.ts";
import { deleteOneTimeKeysOf } from "../../db/oneTimeKeys.ts";
import { setVerifiedPhone } from "../../db/phones.ts";
import { advance } from "../../engine/advance.ts";
import { answerCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import { type Change, change } from "../../engine/change.ts";
import { requireFlow } from "../../engine/current.ts";
import { forgetReads } from "../../engine/forget.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin, withVerifiedPhone } from "../../engine/resume.ts";
import { notify } from "../../identity/notify.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyPhoneState } from "./verifyPhone.stage.ts";

/**
 * Proves a number with the code that was sent to it.
 *
 * @throws AuthError `incorrect_code`, `phone_taken`, `required` (param `code`), `no_pending_flow`
 */
export async function verifyPhone(request: AuthRequest, { code }: { code: string }): Promise<AuthState> {
  const flow = await requireFlow(request, "verify_phone");
  return flow.sessionId === null ? verifyLogin(request, flow, code) : verifyChange(request, flow, code);
}

async function verifyLogin(request: AuthRequest, flow: FlowRow, code: string): Promise<AuthState> {
  const { phone } = verifyPhoneState.parse(flow.state);
  const login = await resumeLogin(request, flow);
  const proved = afterStep(login, "verify_phone", withVerifiedPhone(request.now));
  return advance(request, proved, async (within) => {
    const refusal = await answer(request, { flow, code }, within);
    // A hidden signup has nobody whose number it could be; its other step holds it.
    return (
      refusal ??
      (login.account === null ? undefined : proveNumber(request, { userId: login.account.user.id, phone }, within))
    );
  });
}

async function verifyChange(request: AuthRequest, flow: FlowRow, code: string): Promise<AuthState> {
  const { phone } = verifyPhoneState.parse(flow.state);
  await change(request, async (within) => {
    const refusal = await answer(request, { flow, code }, within);
    if (refusal !== null) return refusal;
    if (flow.userId === null) throw new AuthError("no_pending_flow");
    const taken = await proveNumber(request, { userId: flow.userId, phone }, within);
    if (taken instanceof Refusal) return taken;
    await deleteFlow(within.tx, flow.id);
    await deleteOneTimeKeysOf(within.tx, flow.userId, "password_reset");
    const account = await findAccountById(within.tx, flow.userId);
    within.emit({ type: "phone_changed", userId: flow.userId });
    if (account !== null) notify(request, { account, template: "phone_changed", context: { phone } }, within);
  });
  forgetReads(request);
  return authState(request);
}

function answer(
  request: AuthRequest,
  { flow, code }: { flow: FlowRow; code: string },
  within: Change,
): Promise<Refusal | null> {
  const { attempts } = request.runtime.options.account.codes.phoneVerification;
  const given = { flow, code, param: "code", maxAttempts: attempts, rejected: "phone_code_rejected" } as const;
  return answerCode(request, given, within);
}

async function proveNumber(
  { now }: AuthRequest,
  { userId, phone }: { userId: string; phone: string },
  within: Change,
): Promise<Refusal | undefined> {
  const user = await setVerifiedPhone(within.tx, { userId, phone, now });
  if (user === null) return new Refusal(new AuthError("phone_taken", { param: "code" }));
  within.emit({ type: "phone_verified", userId });
  return undefined;
}
