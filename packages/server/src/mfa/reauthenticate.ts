import { renewedState } from "../engine/authState.ts";
import { changeInSession } from "../engine/change.ts";
import { requireSession } from "../engine/current.ts";
import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { recordReauthentication } from "../engine/sessions/reauthentication.ts";
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
 * Gives a code of the authenticator app, or a recovery code, again.
 *
 * @throws AuthError `incorrect_code`, `required`, `too_many_login_attempts`, param `code`
 */
export async function reauthenticate(request: AuthRequest, { code }: { code: string }): Promise<AuthState> {
  const read = await requireSession(request);
  await request.limits.take({ key: factorsKey(read.user.id) });
  const typed = await readCode(request, read.user.id, code);
  const account = await accountOf(request, read.user.id);
  const tokens = await changeInSession(request, read, async (within) => {
    if (typed === null || !(await typed.take(within.tx))) {
      within.emit({ type: "mfa_failed", userId: read.user.id, sessionId: read.session.id });
      return new Refusal(new AuthError(code.trim() === "" ? "required" : "incorrect_code", { param: "code" }));
    }
    if (typed.type === "recovery_codes") {
      within.emit({ type: "recovery_code_used", userId: read.user.id, sessionId: read.session.id });
      notify(request, { account, template: "recovery_code_used" }, within);
    }
    const method = { ...codeMethod(request, typed), reauthenticated: true } as const;
    return recordReauthentication(request, { read, method }, within);
  });
  return renewedState(request, tokens);
}
