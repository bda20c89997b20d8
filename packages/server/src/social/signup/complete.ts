import { isSignupOpen } from "../../config/signupOpen.ts";
import { requireFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { buildAccount, type SignupValues } from "../../identity/signup/buildAccount.ts";
import { countSignup, signUpAccount } from "../../identity/signup/signUp.ts";
import { withoutTaken } from "../../identity/signup/withoutTaken.ts";
import { AuthError, type AuthProblem } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { acceptedInvitation } from "../invited.ts";
import { providerSignupState } from "../providerSignup.step.ts";
import { withProviderEmails } from "./emails.ts";

/**
 * Completes a signup with what the provider did not supply. The flow is kept when something is wrong.
 *
 * @throws AuthError `no_pending_flow`, `signup_closed`, `required`, `invalid`, `email_taken`, `username_taken`,
 *   `phone_taken`, `invalid_or_expired_key` (param `invitation`)
 */
export async function completeProviderSignup(request: AuthRequest, input: SignupValues): Promise<AuthState> {
  const { options } = request.runtime;
  const flow = await requireFlow(request, "provider_signup");
  const state = providerSignupState.parse(flow.state);
  const invitation = await acceptedInvitation(request, state.invitation);
  if (invitation === null && !(await isSignupOpen(options))) throw new AuthError("signup_closed");
  // An invitation decides the address, whatever was entered.
  const values =
    invitation === null ? input : { ...input, email: undefined, data: { ...input.data, ...invitation.data } };
  await countSignup(request, invitation?.email ?? input.email);
  const from = await resumeLogin(request, flow);
  if (from.connects === null) throw new AuthError("no_pending_flow");
  assertComplete(request, values, state.emails.length > 0);
  const built = await buildAccount(request, values, invitation?.id);
  const entered = built.emails[0]?.address ?? null;
  const invited = invitation?.email;
  const account = withProviderEmails(request, { account: built, identity: state, entered, invited });
  return signUpAccount(request, {
    account: await withoutTaken(request, account, entered),
    methods: from.methods,
    connects: from.connects,
    accepts: invitation?.keyHash,
    from,
  });
}

function assertComplete(
  { runtime }: AuthRequest,
  { email, username, phone }: SignupValues,
  hasProviderEmail: boolean,
): void {
  const { signup } = runtime.options.account;
  const missing: AuthProblem[] = [];
  if (signup.email === "required" && email === undefined && !hasProviderEmail)
    missing.push({ code: "required", param: "email" });
  if (signup.username === "required" && username === undefined) missing.push({ code: "required", param: "username" });
  if (signup.phone === "required" && phone === undefined) missing.push({ code: "required", param: "phone" });
  const [first, ...others] = missing;
  if (first !== undefined) throw new AuthError([first, ...others]);
}
