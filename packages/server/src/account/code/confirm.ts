import { holdHiddenSignup } from "../../db/accounts/hiddenSignups.ts";
import { advance } from "../../engine/advance.ts";
import { answerCode } from "../../engine/attempts.ts";
import { requireFlow } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { isTrusted } from "../../engine/sessions/trustedBrowser.ts";
import { codesKey } from "../../identity/identifiers.ts";
import { hasVerified, ownerShowsUp, withVerified } from "../../identity/ownership/ownership.ts";
import { afterTakeover, afterVerifying, applyTakeover, verifyOwnContact } from "../../identity/ownership/showUp.ts";
import {
  afterHiddenStep,
  makeOwnersAccount,
  ownersAccount,
  verifyHiddenContact,
} from "../../identity/signup/hiddenSignup.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { loginByCodeState } from "./loginByCode.stage.ts";

export const confirmCodeLimits: LimitPlan = {
  volume: ["confirmCode"],
  guesses: { names: ["codeFailed"], errors: ["incorrect_code"], param: "code" },
  isKeyed: true,
};

/**
 * Answers the step `login_by_code`. The code verifies its address or number as well.
 *
 * If only the code verifies an account that nobody had verified before, its owner has shown up: whatever a stranger may
 * have prepared in it is removed.
 *
 * @throws AuthError `incorrect_code`, `required`, `too_many_login_attempts` (param `code`), `no_pending_flow`
 */
export async function confirmCode(request: AuthRequest, { code }: { code: string }): Promise<AuthState> {
  const flow = await requireFlow(request, "login_by_code");
  const contact = loginByCodeState.parse(flow.state);
  const trusted = async () => (flow.userId !== null && (await isTrusted(request, flow.userId)) ? flow.userId : null);
  await request.limits.take({ key: codesKey(contact), exempt: trusted });
  const login = await resumeLogin(request, flow);
  const isAlone = login.methods.length === 0 && !login.isSignup;
  // A hidden signup that waits for another contact keeps waiting for it.
  const continued = isAlone && login.hidden.length === 0 ? login.hiddenAccount : null;
  // One that had verified its contact has nothing to lose, and goes on as it is stored.
  const isProved = continued !== null && hasVerified(continued, contact);
  const hiddenAccount = isProved ? ownersAccount(continued, contact) : continued;
  const account = login.account ?? hiddenAccount;
  const isFirst = account !== null && !hasVerified(account, contact);
  const takeover =
    account !== null && isFirst && isAlone ? ownerShowsUp(account, { contact, by: "code", at: request.now }) : null;
  const method = { method: "code", at: request.now.toISOString(), [contact.via]: contact.recipient } as const;
  const confirmed = afterStep({ ...login, account }, "login_by_code", (before) =>
    takeover === null ? withVerified(before, contact, request.now) : takeover.account,
  );
  // Another taken contact of a hidden signup holds it, now and at later logins.
  const going =
    account === null ? afterHiddenStep(confirmed, contact, request.now) : { ...confirmed, hiddenAccount: null };
  const after = { ...going, methods: [...login.methods, method] };
  return advance(request, after, async (transaction) => {
    const { attempts: maxAttempts } = request.runtime.options.account.codes.login;
    const counted = { flow, maxAttempts, rejected: "login_code_rejected" } as const;
    const answer = { ...counted, code, recipient: contact.recipient, param: "code" } as const;
    const refusal = await answerCode(request, answer, transaction);
    if (refusal !== null) return refusal;
    if (account === null) {
      if (!(await verifyHiddenContact(request, { login, after, contact, keptFlowId: flow.id }, transaction)))
        throw new AuthError("incorrect_code", { param: "code" });
      return;
    }
    const proof = { account, contact, keptFlowId: flow.id };
    if (hiddenAccount !== null) {
      const ends = (takeover === null ? afterVerifying : afterTakeover)(contact, flow.id);
      if (!(await makeOwnersAccount(request, { hiddenAccount, contact, ends }, transaction)))
        throw new AuthError("incorrect_code", { param: "code" });
      // A statement that finds nothing: the first proof of an account takes the same time as that of a hidden signup.
    } else if (takeover !== null) await holdHiddenSignup(transaction.tx, account.user.id);
    const isOwner =
      takeover === null
        ? await verifyOwnContact(request, proof, transaction)
        : await applyTakeover(request, { ...proof, takeover }, transaction);
    if (!isOwner) return new Refusal(new AuthError("incorrect_code", { param: "code" }));
  });
}
