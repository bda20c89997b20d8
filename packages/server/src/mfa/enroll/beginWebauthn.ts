import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import type { PasskeyRegistration } from "../../wire/mfa.ts";
import { assertProtectable } from "../factors.ts";
import { inFlow } from "../webauthn/ceremony/challenge.ts";
import { registrationOptions } from "../webauthn/ceremony/options.ts";
import { requireEnrollment } from "./enrollFactor.ts";

/**
 * Begins creating the passkey that a login needs, or a key that is a second factor only.
 *
 * @throws AuthError `no_pending_flow`, `not_enabled`, `unverified_email`
 */
export async function beginWebauthn(
  request: AuthRequest,
  { passwordless: isPasswordless }: { passwordless: boolean },
): Promise<PasskeyRegistration> {
  const { account, flow, state } = await requireEnrollment(request);
  if (state.isEnrolled) throw new AuthError("no_pending_flow");
  assertProtectable(request, { emails: account.emails, type: "webauthn", isRequired: true });
  const place = inFlow(flow);
  const asked = { account, known: [], purpose: "register", place, isPasswordless } as const;
  return { options: await registrationOptions(request, asked) };
}
