import { requireFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import type { ProviderSignup } from "../../wire/social.ts";
import { providerSignupState } from "../providerSignup.step.ts";

/** The provider's data of the pending signup. @throws AuthError `no_pending_flow` */
export async function getProviderSignup(request: AuthRequest): Promise<ProviderSignup> {
  const flow = await requireFlow(request, "provider_signup");
  const { provider: id, info, uid, display, emails, username, name, fields } = providerSignupState.parse(flow.state);
  return {
    provider: info ?? { id, name: id, flows: [] },
    uid,
    display,
    user: { display, name, username, hasUsablePassword: false },
    emails: emails.map(({ address, verified }, index) => ({ email: address, verified, primary: index === 0 })),
    fields,
  };
}
