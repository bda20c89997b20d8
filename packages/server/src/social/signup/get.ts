import { requireFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { describeProvider } from "../../identity/providerInfo.ts";
import type { ProviderSignup } from "../../wire/social.ts";
import { findProvider } from "../findProvider.ts";
import { providerSignupState } from "../providerSignup.step.ts";

/** The provider's data of the pending signup. @throws AuthError `no_pending_flow` */
export async function getProviderSignup(request: AuthRequest): Promise<ProviderSignup> {
  const flow = await requireFlow(request, "provider_signup");
  const { provider, display, emails, username } = providerSignupState.parse(flow.state);
  return {
    provider: describeProvider(findProvider(request, provider)),
    user: { display, username, hasUsablePassword: false },
    emails: emails.map(({ address, verified }, index) => ({ email: address, verified, primary: index === 0 })),
  };
}
