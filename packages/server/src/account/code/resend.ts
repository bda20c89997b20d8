import { reissueCode } from "../../db/flows.ts";
import { issueCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import { change } from "../../engine/change.ts";
import { requireFlow } from "../../engine/current.ts";
import { forgetReads } from "../../engine/forget.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountBehind, draftBehind } from "../../engine/resume.ts";
import { codeMessage } from "../../identity/contact.ts";
import { AuthError } from "../../lib/authError.ts";
import { NO_MESSAGE } from "../../messages/outbox.ts";
import type { AuthState } from "../../wire/state.ts";
import { loginByCodeState } from "./loginByCode.stage.ts";

/**
 * Sends a new code for the login that waits; the former one no longer works. Attempts and time go on. Where nobody is
 * behind the flow it answers the same and sends nothing.
 *
 * @throws AuthError `no_pending_flow` also when that was done too often
 */
export async function resendLoginCode(request: AuthRequest): Promise<AuthState> {
  const flow = await requireFlow(request, "login_by_code");
  const contact = loginByCodeState.parse(flow.state);
  const { resends } = request.runtime.options.account.codes.login;
  await change(request, async (within) => {
    const account = (await accountBehind(within.tx, flow)) ?? draftBehind(flow);
    const { code, codeHash } = issueCode(request, { flowId: flow.id, recipient: contact.recipient });
    const { id, step } = flow;
    const counter = { id, step, count: "resends", max: resends, seen: flow.state, now: request.now } as const;
    const reissued = await reissueCode(within.tx, { ...counter, codeHash: account === null ? null : codeHash });
    if (reissued === null) throw new AuthError("no_pending_flow");
    within.send(
      account === null ? NO_MESSAGE : codeMessage(request, { contact, template: "login_code", code, account }),
    );
  });
  forgetReads(request);
  return authState(request);
}
