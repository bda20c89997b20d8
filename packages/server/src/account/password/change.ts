import { type Account, replacePasswordHash } from "../../db/accounts/accounts.ts";
import { deleteOtherSessions, type FoundSession } from "../../db/sessions.ts";
import { assertRecent } from "../../engine/assurance/reauthentication.ts";
import { renewedState } from "../../engine/authState.ts";
import { clearClientState } from "../../engine/clientState.ts";
import { requireSession } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { renewToken } from "../../engine/sessions/renewToken.ts";
import { prepareRenewal } from "../../engine/tokens/sessionTokens.ts";
import { emitEvent, inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { removeAutomaticPasskeys } from "../../identity/passwords/automaticPasskeys.ts";
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
 * Changes the password, or sets the first one. The user's other sessions end, as do passkeys that browsers created on
 * the strength of the old one, and this session gets a new token.
 *
 * @throws AuthError `required`, `enter_current_password` (param `currentPassword`); `reauthentication_required` for the
 *   first password; `password_too_*` (param `newPassword`)
 */
export async function changePassword(request: AuthRequest, input: ChangePasswordInput): Promise<AuthState> {
  const { options, passwords } = request.runtime;
  const current = await requireSession(request);
  const account = await accountOf(request, current.user.id);
  const { user } = account;
  if (current.user.passwordHash === null) await assertRecent(current, request);
  const [first, ...others] = await problemsOf(request, { current, account }, input);
  if (first !== undefined) throw new AuthError([first, ...others]);
  const to = await passwords.hash(input.newPassword, request);
  const endsHere = options.account.logoutOnPasswordChange;
  const grant = endsHere ? null : await prepareRenewal(request, current);
  const tokens = await inSessionTransaction(request, current, async (transaction) => {
    const isReplaced = await replacePasswordHash(transaction, {
      userId: user.id,
      from: current.user.passwordHash,
      to,
    });
    if (!isReplaced) throw new AuthError("enter_current_password", { param: "currentPassword" });
    await transaction.raise(user.id, { reason: "revoked" });
    await removeAutomaticPasskeys(request, account, transaction);
    await deleteOtherSessions(transaction, user.id, endsHere ? null : current.session.id);
    const isFirst = current.user.passwordHash === null;
    transaction.emit({
      type: isFirst ? "password_set" : "password_changed",
      userId: user.id,
      sessionId: current.session.id,
    });
    notify(request, { account, template: isFirst ? "password_set" : "password_changed" }, transaction);
    const changed = { ...current, user: { ...current.user, passwordHash: to } };
    if (!endsHere) return renewToken(request, { current: changed, grant }, transaction);
    transaction.afterCommit(() => clearClientState(request));
    return null;
  });
  return renewedState(request, tokens);
}

/** The problems of both passwords. */
async function problemsOf(
  request: AuthRequest,
  { current, account }: { current: FoundSession; account: Account },
  { currentPassword = "", newPassword }: ChangePasswordInput,
): Promise<AuthProblem[]> {
  const { passwords, options } = request.runtime;
  const { passwordHash } = current.user;
  const problems: AuthProblem[] = [];
  if (passwordHash !== null && currentPassword === "") problems.push({ code: "required", param: "currentPassword" });
  else if (passwordHash !== null && !(await passwords.verify(currentPassword, passwordHash, request)).matches) {
    const problem = { code: "enter_current_password", param: "currentPassword" } as const;
    const event = { type: "reauthentication_failed", userId: account.user.id, sessionId: current.session.id } as const;
    emitEvent(request, { ...event, code: problem.code });
    problems.push(problem);
  }
  const { username, phone } = account.user;
  const about = [options.appName, username, phone, ...account.emails.map(({ address }) => address)];
  const texts = about.filter((text) => text !== null);
  const problem = await passwords.check(newPassword, texts, "newPassword");
  return problem === null ? problems : [...problems, problem];
}
