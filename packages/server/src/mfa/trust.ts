import { advance } from "../engine/advance.ts";
import { requireFlow } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { afterStep, resumeLogin } from "../engine/resume.ts";
import { trustBrowser } from "../engine/trustedBrowser.ts";
import type { AuthState } from "../wire/state.ts";

/** Answers whether this browser is to be trusted, and finishes the login. @throws AuthError `no_pending_flow` */
export async function answerTrust(request: AuthRequest, { trust }: { trust: boolean }): Promise<AuthState> {
  const flow = await requireFlow(request, "mfa_trust");
  const login = await resumeLogin(request, flow);
  return advance(request, afterStep(login, "mfa_trust"), async (within) => {
    if (trust && login.account !== null) await trustBrowser(request, login.account.user.id, within);
  });
}
