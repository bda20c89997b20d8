import { prepareReauthentication, recordReauthentication } from "../engine/assurance/reauthentication.ts";
import { renewedState } from "../engine/authState.ts";
import { requireSession } from "../engine/current.ts";
import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { inSessionTransaction } from "../engine/transaction.ts";
import { accountOf } from "../identity/emailAddresses.ts";
import { factorsKey } from "../identity/identifiers.ts";
import { notify } from "../identity/notify.ts";
import { AuthError, Refusal } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";
import { codeGuesses, codeMethod, readCode } from "./typedCode.ts";

export const reauthenticateLimits: LimitPlan = {
  volume: ["reauthenticate"],
  guesses: codeGuesses,
  isKeyed: true,
};

/**
 * Reauthenticates with a code of the authenticator app, or a recovery code.
 *
 * @throws AuthError `incorrect_code`, `required`, `too_many_login_attempts`, param `code`
 */
export async function reauthenticate(request: AuthRequest, { code }: { code: string }): Promise<AuthState> {
  const current = await requireSession(request);
  await request.limits.take({ key: factorsKey(current.user.id) });
  const typed = await readCode(request, current.user.id, code);
  const account = await accountOf(request, current.user.id);
  const method = typed === null ? null : ({ ...codeMethod(request, typed), reauthenticated: true } as const);
  const grant = await prepareReauthentication(request, { current, method });
  const tokens = await inSessionTransaction(request, current, async (transaction) => {
    if (typed === null || method === null || !(await typed.take(transaction.tx))) {
      transaction.emit({ type: "mfa_failed", userId: current.user.id, sessionId: current.session.id });
      return new Refusal(new AuthError(code.trim() === "" ? "required" : "incorrect_code", { param: "code" }));
    }
    if (typed.type === "recovery_codes") {
      transaction.emit({ type: "recovery_code_used", userId: current.user.id, sessionId: current.session.id });
      notify(request, { account, template: "recovery_code_used" }, transaction);
    }
    return recordReauthentication(request, { current, method, grant }, transaction);
  });
  return renewedState(request, tokens);
}
