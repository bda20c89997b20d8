import { requireFlow } from "../../../engine/current.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import { resumeLogin } from "../../../engine/resume.ts";
import { AuthError } from "../../../lib/authError.ts";
import type { PasskeyRegistration } from "../../../wire/mfa.ts";
import { inFlow } from "./challenge.ts";
import { registrationOptions } from "./options.ts";

/** Begins creating the passkey of a signup. @throws AuthError `no_pending_flow` */
export async function signupOptions(request: AuthRequest): Promise<PasskeyRegistration> {
  const flow = await requireFlow(request, "mfa_signup_webauthn");
  const { account } = await resumeLogin(request, flow);
  if (account === null) throw new AuthError("no_pending_flow");
  const place = inFlow(flow);
  const asked = { account, known: [], purpose: "signup", place, isPasswordless: true } as const;
  return { options: await registrationOptions(request, asked) };
}
