import { requireFlow } from "../engine/current.ts";
import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { afterStep, resumeLogin } from "../engine/resume.ts";
import { factorsKey } from "../identity/identifiers.ts";
import { notify } from "../identity/notify.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";
import { answerStep } from "./answerStep.ts";
import { codeGuesses, codeMethod, readCode } from "./typedCode.ts";

export const authenticateLimits: LimitPlan = {
  volume: ["confirmCode"],
  guesses: codeGuesses,
  isKeyed: true,
};

/**
 * Answers the second factor of a pending login: with a code of the authenticator app, or a recovery code.
 *
 * @throws AuthError `incorrect_code`, `required`, `too_many_login_attempts` (param `code`), `no_pending_flow`
 */
export async function authenticate(request: AuthRequest, { code }: { code: string }): Promise<AuthState> {
  const flow = await requireFlow(request, "mfa_authenticate");
  const login = await resumeLogin(request, flow);
  const { account } = login;
  if (account === null) throw new AuthError("no_pending_flow");
  const userId = account.user.id;
  await request.limits.take({ key: factorsKey(userId) });
  const typed = await readCode(request, userId, code);
  return answerStep(request, {
    flow,
    login,
    verified:
      typed === null
        ? null
        : { ...afterStep(login, "mfa_authenticate"), methods: [...login.methods, codeMethod(request, typed)] },
    error: new AuthError(code.trim() === "" ? "required" : "incorrect_code", { param: "code" }),
    async isRight(transaction) {
      if (typed === null || !(await typed.take(transaction.tx))) return false;
      if (typed.type !== "recovery_codes") return true;
      transaction.emit({ type: "recovery_code_used", userId });
      notify(request, { account, template: "recovery_code_used" }, transaction);
      return true;
    },
  });
}
