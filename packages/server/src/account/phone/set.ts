import { reissueCode } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { authState } from "../../engine/authState.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { currentSession, findFlow } from "../../engine/current.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { assertGuarded } from "../../engine/sessions/reauthentication.ts";
import { openSessionFlow } from "../../engine/sessions/sessionFlow.ts";
import { inSessionTransaction, inTransaction } from "../../engine/transaction.ts";
import { countSms, parsePhone, phoneCode, phoneExistsMessage } from "../../identity/phones.ts";
import { belongsToSomebody } from "../../identity/signup/belongsToSomebody.ts";
import { phoneConflict } from "../../identity/signup/conflicts.ts";
import { lookAgain, SignupsMet } from "../../identity/signup/lookAgain.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyPhoneState } from "./verifyPhone.stage.ts";

/**
 * Changes the user's number once its code is entered, or the number that a signup waits for: the account does not
 * change before that.
 *
 * @throws AuthError `not_authenticated`, `reauthentication_required`, `same_as_current`, `phone_taken`,
 *   `no_pending_flow` when a signup changed it too often, `rate_limited`
 */
export async function setPhone(request: AuthRequest, { phone }: { phone: string }): Promise<AuthState> {
  await lookAgain(request, () => changePhone(request, phone));
  invalidateReads(request);
  return authState(request);
}

async function changePhone(request: AuthRequest, phone: string): Promise<void> {
  const current = await currentSession(request);
  const flow = await findFlow(request, "verify_phone");
  if (current === null && flow === null) throw new AuthError("not_authenticated");
  if (current !== null) await assertGuarded(current, request);
  const number = parsePhone(phone);
  const former = current === null && flow !== null ? verifyPhoneState.parse(flow.state).phone : current?.user.phone;
  if (number === former) throw new AuthError("same_as_current", { param: "phone" });
  if (current !== null) await changeNumber(request, current, number);
  else if (flow !== null) await changeSignup(request, flow, number);
}

async function changeNumber(request: AuthRequest, current: FoundSession, phone: string): Promise<void> {
  const { database, options, random } = request.runtime;
  if (phoneConflict(options) === "tell") {
    if (await belongsToSomebody(database, { via: "phone", recipient: phone }, current.user.id))
      throw new AuthError("phone_taken", { param: "phone" });
  }
  const id = random.uuid();
  const { message, codeHash } = phoneCode(request, { flowId: id, phone });
  const { lifetime } = options.account.codes.phoneVerification;
  const step = { id, step: "verify_phone", state: { phone, mayChange: false }, codeHash, lifetime } as const;
  await withSms(request, phone, () =>
    inSessionTransaction(request, current, async (transaction, user) => {
      if (user.phone === phone && user.phoneVerifiedAt !== null)
        throw new AuthError("same_as_current", { param: "phone" });
      await openSessionFlow(request, { current, flow: { ...step, subject: user } }, transaction);
      transaction.send(message);
    }),
  );
}

async function changeSignup(request: AuthRequest, flow: FlowRow, phone: string): Promise<void> {
  const waiting = verifyPhoneState.parse(flow.state);
  const { changes } = request.runtime.options.account.codes.phoneVerification;
  if (!waiting.mayChange || flow.changes >= changes) throw new AuthError("no_pending_flow");
  const { account } = await resumeLogin(request, flow);
  await withSms(request, phone, () =>
    inTransaction(request, async (transaction) => {
      const { id, step } = flow;
      const isTaken = await belongsToSomebody(transaction.tx, { via: "phone", recipient: phone }, account?.user.id);
      if (isTaken && phoneConflict(request.runtime.options) === "tell")
        throw new AuthError("phone_taken", { param: "phone" });
      const { message, codeHash } = isTaken
        ? { message: phoneExistsMessage(request, phone), codeHash: null }
        : phoneCode(request, { flowId: id, phone });
      const state = { ...waiting, phone };
      const counter = { id, step, count: "changes", max: changes, codeHash, state, now: request.now } as const;
      const reissued = await reissueCode(transaction.tx, counter);
      // A hidden signup may have become an account since the flow was read.
      if (reissued?.userId !== flow.userId) throw new SignupsMet();
      transaction.send(message);
    }),
  );
}

/** Counts the text message first. */
async function withSms(request: AuthRequest, phone: string, work: () => Promise<void>): Promise<void> {
  return withAllowance(await countSms(request, phone), work);
}
