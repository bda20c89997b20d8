import { reissueCode } from "../../db/flows.ts";
import { issueCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireFlow } from "../../engine/current.ts";
import { lookAgain, SignupsMet } from "../../engine/flows/lookAgain.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountBehind, hiddenAccountOf } from "../../engine/resume.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { codeMessage } from "../../identity/contact.ts";
import { countLoginCode } from "../../identity/loginCodes.ts";
import { AuthError } from "../../lib/authError.ts";
import { NO_MESSAGE } from "../../messages/outbox.ts";
import type { AuthState } from "../../wire/state.ts";
import { loginByCodeState } from "./loginByCode.stage.ts";

/**
 * Sends a new code for the pending login; the previous one no longer works. Attempts and expiry are unchanged. Where
 * there is no account, the response is the same and nothing is sent.
 *
 * @throws AuthError `no_pending_flow` also when the resends are used up, `rate_limited`
 */
export async function resendLoginCode(request: AuthRequest): Promise<AuthState> {
  await lookAgain(request, () => resend(request));
  invalidateReads(request);
  return authState(request);
}

async function resend(request: AuthRequest): Promise<void> {
  const flow = await requireFlow(request, "login_by_code");
  const contact = loginByCodeState.parse(flow.state);
  const { resends } = request.runtime.options.account.codes.login;
  if (flow.resends >= resends) throw new AuthError("no_pending_flow");
  const allowance = await countLoginCode(request, contact);
  await withAllowance(allowance, () =>
    inTransaction(request, async (transaction) => {
      const account = (await accountBehind(transaction.tx, flow)) ?? hiddenAccountOf(flow);
      const { code, codeHash } = issueCode(request, { flowId: flow.id, recipient: contact.recipient, use: "login" });
      const { id, step } = flow;
      const counter = { id, step, count: "resends", max: resends, seen: flow, now: request.now } as const;
      const reissued = await reissueCode(transaction.tx, { ...counter, codeHash: account === null ? null : codeHash });
      // It may be the code of another account by now, or of nobody.
      if (reissued === null) throw new SignupsMet();
      transaction.send(
        account === null ? NO_MESSAGE : codeMessage(request, { contact, template: "login_code", code, account }),
      );
    }),
  );
}
