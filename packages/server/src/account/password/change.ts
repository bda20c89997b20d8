import { type Account, replacePasswordHash } from "../../db/accounts.ts";
import { deleteOtherSessions, type SessionRead } from "../../db/sessions.ts";
import { renewedState } from "../../engine/authState.ts";
import { changeInSession } from "../../engine/change.ts";
import { requireSession } from "../../engine/current.ts";
import { leave } from "../../engine/leave.ts";
import type { LimitPlan } from "../../engine/limitPlan.ts";
import { assertRecent } from "../../engine/reauthentication.ts";
import { renewToken } from "../../engine/renewToken.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { AuthError, type AuthProblem } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";

export const changePasswordLimits: LimitPlan = {
  volume: ["changePassword"],
  guesses: { names: ["reauthenticateFailed"], errors: ["enter_current_password"], param: "currentPassword" },
};

export interface ChangePasswordInput {
  currentPassword?: string | undefined;
  newPassword: string;
}

/**
 * Changes the password, or sets the first one. The user's other sessions end, and this one gets a new token.
 *
 * @throws AuthError `required`, `enter_current_password` (param `currentPassword`); `reauthentication_required` for the
 *   first password; `password_too_*` (param `newPassword`)
 */
export async function changePassword(request: AuthRequest, input: ChangePasswordInput): Promise<AuthState> {
  const { options, passwords } = request.runtime;
  const read = await requireSession(request);
  const account = await accountOf(request, read.user.id);
  const { user } = account;
  await assertComplete(request, { read, account }, input);
  await assertCurrent(request, read, input.currentPassword);
  const to = await passwords.hash(input.newPassword);
  const endsHere = options.account.logoutOnPasswordChange;
  const tokens = await changeInSession(request, read, async (within) => {
    const isReplaced = await replacePasswordHash(within.tx, { userId: user.id, from: read.user.passwordHash, to });
    if (!isReplaced) throw new AuthError("enter_current_password", { param: "currentPassword" });
    await within.raise(user.id, { reason: "revoked" });
    const ended = await deleteOtherSessions(within.tx, user.id, endsHere ? null : read.session.id);
    within.afterCommit(() => request.runtime.forgetSessions(ended));
    const isFirst = read.user.passwordHash === null;
    within.emit({ type: isFirst ? "password_set" : "password_changed", userId: user.id, sessionId: read.session.id });
    notify(request, { account, template: isFirst ? "password_set" : "password_changed" }, within);
    if (!endsHere) return renewToken(request, read, within);
    within.afterCommit(() => leave(request));
    return null;
  });
  return renewedState(request, tokens);
}

/** @throws AuthError with what is wrong with either password, before anything is compared */
async function assertComplete(
  { runtime }: AuthRequest,
  { read, account }: { read: SessionRead; account: Account },
  { currentPassword = "", newPassword }: ChangePasswordInput,
): Promise<void> {
  const { username, phone } = account.user;
  const about = [runtime.options.appName, username, phone, ...account.emails.map(({ address }) => address)];
  const texts = about.filter((text) => text !== null);
  const missing = read.user.passwordHash !== null && currentPassword === "";
  const problems: AuthProblem[] = missing ? [{ code: "required", param: "currentPassword" }] : [];
  const problem = await runtime.passwords.check(newPassword, texts, "newPassword");
  const [first, ...others] = problem === null ? problems : [...problems, problem];
  if (first !== undefined) throw new AuthError([first, ...others]);
}

/** The current password, where there is one; recent authentication, where there is none. */
async function assertCurrent(request: AuthRequest, read: SessionRead, currentPassword = ""): Promise<void> {
  const { passwordHash } = read.user;
  if (passwordHash === null) return await assertRecent(read, request);
  const { matches } = await request.runtime.passwords.verify(currentPassword, passwordHash);
  if (!matches) throw new AuthError("enter_current_password", { param: "currentPassword" });
}
