import { holdFlow } from "../db/flows.ts";
import { advance } from "../engine/advance.ts";
import { requireFlow } from "../engine/current.ts";
import type { AuthRequest, Completion } from "../engine/request.ts";
import { afterStep, resumeLogin } from "../engine/resume.ts";
import { trustBrowser } from "../engine/sessions/trustedBrowser.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";

/** Records whether to trust this browser, and completes the login. @throws AuthError `no_pending_flow` */
export async function answerTrust(request: AuthRequest, { trust }: { trust: boolean }): Promise<AuthState> {
  const flow = await requireFlow(request, "mfa_trust");
  const login = await resumeLogin(request, flow);
  return advance(request, { ...afterStep(login, "mfa_trust"), trustsBrowser: trust }, async (transaction) => {
    const held = await holdFlow(transaction.tx, { id: flow.id, step: flow.step, now: request.now });
    if (held === null) throw new AuthError("no_pending_flow");
  });
}

/** Trusts the browser of a complete login: after the login's own changes, which would void the trust. */
export const trustAtTheEnd: Completion = async (request, { account, trustsBrowser }, transaction) => {
  if (account !== null && trustsBrowser) await trustBrowser(request, account.user, transaction);
};
