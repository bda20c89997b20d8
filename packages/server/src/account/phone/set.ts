import { replaceUnverifiedPhone } from "../../db/accounts/phones.ts";
import { adoptFlow, reissueCode } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import type { SessionRead } from "../../db/sessions.ts";
import { authState } from "../../engine/authState.ts";
import type { Change } from "../../engine/authTransaction.ts";
import { change, changeInSession } from "../../engine/change.ts";
import { currentSession, findFlow } from "../../engine/current.ts";
import { forgetReads } from "../../engine/forget.ts";
import { type Login, storeLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { assertGuarded } from "../../engine/sessions/reauthentication.ts";
import { openSessionFlow } from "../../engine/sessions/sessionFlow.ts";
import { countSms, parsePhone, phoneCode, phoneExistsMessage } from "../../identity/phones.ts";
import { phoneConflict } from "../../identity/signup/conflicts.ts";
import { makeHiddenAccount } from "../../identity/signup/hiddenSignup.ts";
import { isSomebodys } from "../../identity/signup/somebodys.ts";
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
  const read = await currentSession(request);
  const flow = await findFlow(request, "verify_phone");
  if (read === null && flow === null) throw new AuthError("not_authenticated");
  if (read !== null) await assertGuarded(read, request);
  const number = parsePhone(phone);
  const current = read === null && flow !== null ? verifyPhoneState.parse(flow.state).phone : read?.user.phone;
  if (number === current) throw new AuthError("same_as_current", { param: "phone" });
  if (read !== null) await changeNumber(request, read, number);
  else if (flow !== null) await changeSignup(request, flow, number);
  forgetReads(request);
  return authState(request);
}

async function changeNumber(request: AuthRequest, read: SessionRead, phone: string): Promise<void> {
  const { database, options, random } = request.runtime;
  if (phoneConflict(options) === "tell") {
    if (await isSomebodys(database, { via: "phone", recipient: phone }, read.user.id))
      throw new AuthError("phone_taken", { param: "phone" });
  }
  const id = random.uuid();
  const { message, codeHash } = phoneCode(request, { flowId: id, phone });
  const { lifetime } = options.account.codes.phoneVerification;
  const step = { id, step: "verify_phone", state: { phone, mayChange: false }, codeHash, lifetime } as const;
  await withSms(request, phone, () =>
    changeInSession(request, read, async (within, user) => {
      if (user.phone === phone && user.phoneVerifiedAt !== null)
        throw new AuthError("same_as_current", { param: "phone" });
      await openSessionFlow(request, { read, flow: { ...step, subject: user } }, within);
      within.send(message);
    }),
  );
}

async function changeSignup(request: AuthRequest, flow: FlowRow, phone: string): Promise<void> {
  const waiting = verifyPhoneState.parse(flow.state);
  const { changes } = request.runtime.options.account.codes.phoneVerification;
  if (!waiting.mayChange || flow.changes >= changes) throw new AuthError("no_pending_flow");
  const login = await resumeLogin(request, flow);
  await withSms(request, phone, () =>
    change(request, async (within) => {
      const { id, step } = flow;
      const state = { ...waiting, phone };
      const counter = { id, step, count: "changes", max: changes, codeHash: null, state, now: request.now } as const;
      if ((await reissueCode(within.tx, counter)) === null) throw new AuthError("no_pending_flow");
      await moveSignup(request, { flow, login, phone }, within);
    }),
  );
}

async function moveSignup(
  request: AuthRequest,
  { flow, login, phone }: { flow: FlowRow; login: Login; phone: string },
  within: Change,
): Promise<void> {
  const { tx } = within;
  const isFree = await takeNumber(request, { login, phone }, within);
  const others = login.hidden.filter((what) => what !== "phone");
  const moved: Login = { ...login, phone, hidden: isFree === null ? [...others, "phone"] : others };
  const draft = login.draft === null ? null : withPhone(login.draft, phone);
  const userId = isFree?.userId ?? flow.userId;
  const userVersion = isFree?.userId == null ? flow.userVersion : (login.account?.user.version ?? 0);
  const { message, codeHash } =
    isFree === null
      ? { message: phoneExistsMessage(request, phone), codeHash: null }
      : phoneCode(request, { flowId: flow.id, phone });
  within.send(message);
  await adoptFlow(tx, flow.id, {
    userId,
    userVersion,
    codeHash,
    login: storeLogin({ ...moved, draft: userId === null ? draft : null }),
  });
}

/** @returns null when the number is somebody else's; otherwise whose account has it now, if there is one yet */
async function takeNumber(
  request: AuthRequest,
  { login, phone }: { login: Login; phone: string },
  within: Change,
): Promise<{ userId: string | null } | null> {
  if (login.account !== null) {
    const user = await replaceUnverifiedPhone(within.tx, { userId: login.account.user.id, phone });
    if (user === null && phoneConflict(request.runtime.options) === "tell")
      throw new AuthError("phone_taken", { param: "phone" });
    return user === null ? null : { userId: user.id };
  }
  const made = await makeHiddenAccount(request, { login, change: { phone } }, within);
  if (made !== null) return { userId: made.user.id };
  return (await isSomebodys(within.tx, { via: "phone", recipient: phone })) ? null : { userId: null };
}

function withPhone(draft: NonNullable<Login["draft"]>, phone: string): NonNullable<Login["draft"]> {
  return { ...draft, user: { ...draft.user, phone, phoneClaim: phone } };
}

/** Counts the text message first, and takes the count back when the change fails. */
async function withSms(request: AuthRequest, phone: string, work: () => Promise<void>): Promise<void> {
  const allowance = await countSms(request, phone);
  await work().catch(async (error: unknown) => {
    await allowance.giveBack();
    throw error;
  });
}
