import { replacePasswordHash } from "../../db/accounts/accounts.ts";
import { holdFlow } from "../../db/flows.ts";
import { deleteOtherSessions } from "../../db/sessions.ts";
import { advance } from "../../engine/advance.ts";
import { requireFlow } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { notify } from "../../identity/notify.ts";
import { removeAutomaticPasskeys } from "../../identity/passwords/automaticPasskeys.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";

export const replacePasswordLimits: LimitPlan = { volume: ["resetPasswordFromKey"] };

/**
 * Answers the step `change_password` with a new password, and continues the login. The user's sessions end.
 *
 * @throws AuthError `required`, `invalid`, `password_too_*`, `same_as_current` (param `password`), `no_pending_flow`
 */
export async function replacePassword(request: AuthRequest, { password }: { password: string }): Promise<AuthState> {
  const { options, passwords } = request.runtime;
  const flow = await requireFlow(request, "change_password");
  const login = await resumeLogin(request, flow);
  const { account } = login;
  if (account === null) throw new AuthError("no_pending_flow");
  const { id: userId, username, phone, passwordHash: from } = account.user;
  const about = [options.appName, username, phone, ...account.emails.map(({ address }) => address)];
  const problem = await passwords.check(
    password,
    about.filter((text) => text !== null),
    "password",
  );
  if (problem !== null) throw new AuthError([problem]);
  // The look-up that refused it at the login may fail now.
  if ((await passwords.verify(password, from, request)).matches)
    throw new AuthError("same_as_current", { param: "password" });
  const to = await passwords.hash(password, request);
  const changed = afterStep({ ...login, mustChangePassword: false }, "change_password", (before) => ({
    ...before,
    user: { ...before.user, passwordHash: to },
  }));
  return advance(request, changed, async (transaction) => {
    const held = await holdFlow(transaction.tx, { id: flow.id, step: flow.step, now: request.now });
    if (held === null || !(await replacePasswordHash(transaction, { userId, from, to })))
      throw new AuthError("no_pending_flow");
    await transaction.raise(userId, { reason: "revoked", keptFlowId: flow.id });
    await deleteOtherSessions(transaction, userId, null);
    await removeAutomaticPasskeys(request, account, transaction);
    transaction.emit({ type: "password_changed", userId });
    notify(request, { account, template: "password_changed" }, transaction);
  });
}
