import type { Account } from "../../db/accounts/accounts.ts";
import { replaceUnverifiedPhone } from "../../db/accounts/phones.ts";
import { adoptFlow, reissueCode } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { currentSession, findFlow } from "../../engine/current.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import { type Login, storeLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { assertGuarded } from "../../engine/sessions/reauthentication.ts";
import { openSessionFlow } from "../../engine/sessions/sessionFlow.ts";
import { inSessionTransaction, inTransaction } from "../../engine/transaction.ts";
import { countSms, parsePhone, phoneCode, phoneExistsMessage } from "../../identity/phones.ts";
import { belongsToSomebody } from "../../identity/signup/belongsToSomebody.ts";
import { phoneConflict } from "../../identity/signup/conflicts.ts";
import { makeHiddenAccount, subjectOf, supersedeOtherFlows } from "../../identity/signup/hiddenSignup.ts";
import { lookAgain, SignupsMet } from "../../identity/signup/lookAgain.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyPhoneState } from "./verifyPhone.stage.ts";

/**
 * Changes the user's number once its code is given, or the number that a signup waits for.
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
  const login = await resumeLogin(request, flow);
  await withSms(request, phone, () =>
    inTransaction(request, async (transaction) => {
      const { id, step } = flow;
      const state = { ...waiting, phone };
      const counter = { id, step, count: "changes", max: changes, codeHash: null, state, now: request.now } as const;
      const reissued = await reissueCode(transaction.tx, counter);
      // A hidden signup may have become an account since the flow was read.
      if (reissued?.userId !== flow.userId) throw new SignupsMet();
      await moveSignup(request, { flow, login, phone }, transaction);
    }),
  );
}

async function moveSignup(
  request: AuthRequest,
  { flow, login, phone }: { flow: FlowRow; login: Login; phone: string },
  transaction: AuthTransaction,
): Promise<void> {
  const { tx } = transaction;
  const isFree = await takeNumber(request, { login, phone }, transaction);
  const moved: Login = { ...login, phone, hidden: hiddenAfter(login, isFree) };
  const hiddenAccount = login.hiddenAccount === null ? null : withPhone(login.hiddenAccount, phone);
  const account = isFree?.account ?? login.account;
  await supersedeOtherFlows({ ...login, account }, flow.id, transaction);
  const { message, codeHash } =
    isFree === null
      ? { message: phoneExistsMessage(request, phone), codeHash: null }
      : phoneCode(request, { flowId: flow.id, phone });
  transaction.send(message);
  await adoptFlow(tx, flow.id, {
    ...subjectOf(account, transaction),
    codeHash,
    login: storeLogin({ ...moved, hiddenAccount: account === null ? hiddenAccount : null }),
  });
}

/** What of the signup is taken once its number is another: where its account could not be made though the number is free, its address. */
function hiddenAfter({ account, hidden }: Login, isFree: { account: Account | null } | null): Login["hidden"] {
  const others = hidden.filter((what) => what !== "phone");
  if (isFree === null) return [...others, "phone"];
  const isNobody = account === null && isFree.account === null;
  return isNobody && others.length === 0 ? ["email"] : others;
}

/** @returns null when the number is somebody else's; otherwise whose account has it now, if there is one yet */
async function takeNumber(
  request: AuthRequest,
  { login, phone }: { login: Login; phone: string },
  transaction: AuthTransaction,
): Promise<{ account: Account | null } | null> {
  const { tx } = transaction;
  const own = login.account?.user.id ?? null;
  // Asked in any case: the answer takes as long for a hidden signup as for an account.
  const isTaken = await belongsToSomebody(tx, { via: "phone", recipient: phone }, own);
  if (login.account !== null) {
    const user = await replaceUnverifiedPhone(tx, { userId: login.account.user.id, phone });
    if (user === null && phoneConflict(request.runtime.options) === "tell")
      throw new AuthError("phone_taken", { param: "phone" });
    return user === null ? null : { account: { ...login.account, user } };
  }
  const made = await makeHiddenAccount(request, { login, change: { phone } }, transaction);
  if (made !== null) return { account: made };
  return isTaken ? null : { account: null };
}

function withPhone(account: NonNullable<Login["hiddenAccount"]>, phone: string): NonNullable<Login["hiddenAccount"]> {
  return { ...account, user: { ...account.user, phone, phoneClaim: phone } };
}

/** Counts the text message first. */
async function withSms(request: AuthRequest, phone: string, work: () => Promise<void>): Promise<void> {
  return withAllowance(await countSms(request, phone), work);
}
