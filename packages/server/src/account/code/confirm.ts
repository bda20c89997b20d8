import { advance } from "../../engine/advance.ts";
import { answerCode } from "../../engine/attempts.ts";
import { requireFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { isProved } from "../../identity/contact.ts";
import { evictStrangers, proveContact, provedAccount } from "../../identity/prove.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { loginByCodeState } from "./loginByCode.stage.ts";

/**
 * Answers the step `login_by_code`. The code proves its address or number as well.
 *
 * A code alone that proves an account nobody had proved before takes away what a stranger may have prepared in it: its
 * password, sessions and other unproved addresses.
 *
 * @throws AuthError `incorrect_code`, `required` (param `code`), `no_pending_flow`
 */
export async function confirmCode(request: AuthRequest, { code }: { code: string }): Promise<AuthState> {
  const flow = await requireFlow(request, "login_by_code");
  const contact = loginByCodeState.parse(flow.state);
  const login = await resumeLogin(request, flow);
  const { account } = login;
  const isUnproved = account !== null && !isProved(account, contact);
  const evicts = isUnproved && login.methods.length === 0 && !login.isSignup;
  const method = { method: "code", at: request.now.toISOString(), [contact.via]: contact.recipient } as const;
  const confirmed = afterStep(login, "login_by_code", (before) =>
    provedAccount(before, { contact, evicts, at: request.now }),
  );
  return advance(request, { ...confirmed, methods: [...login.methods, method] }, async (within) => {
    const { attempts } = request.runtime.options.account.codes.login;
    const answer = { flow, code, param: "code", maxAttempts: attempts, rejected: "login_code_rejected" } as const;
    const refusal = await answerCode(request, answer, within);
    if (refusal !== null) return refusal;
    if (account === null || !isUnproved) return;
    if (!(await proveContact(request, { account, contact }, within)))
      return new Refusal(new AuthError("incorrect_code", { param: "code" }));
    if (evicts) await evictStrangers(request, { account, contact, keptFlowId: flow.id }, within);
  });
}
