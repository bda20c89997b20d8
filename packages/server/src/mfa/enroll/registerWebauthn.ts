import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import { verifyRegistration } from "../webauthn/ceremony/attestation.ts";
import { inFlow } from "../webauthn/ceremony/challenge.ts";
import { passkeyMethod } from "../webauthn/ceremony/secondFactor.ts";
import { assertGiven, type RegisterInput, takeRegistration } from "../webauthn/register.ts";
import { type EnrolledState, enrollFactor, requireEnrollment } from "./enrollFactor.ts";

/**
 * Sets up the passkey that an authenticator created. It counts as the login's second factor.
 *
 * @throws AuthError `required`, `incorrect_code` (param `response`), `no_pending_flow`, `unverified_email`
 */
export async function registerWebauthn(
  request: AuthRequest,
  { name, response }: RegisterInput,
): Promise<EnrolledState> {
  const enrollment = await requireEnrollment(request);
  assertGiven(response);
  const credential = await verifyRegistration(request, response);
  const answered = { credential, place: inFlow(enrollment.flow), userId: enrollment.account.user.id, known: [], name };
  return enrollFactor(request, enrollment, {
    error: new AuthError("incorrect_code", { param: "response" }),
    async prove(_state, { tx }) {
      const row = await takeRegistration(request, answered, tx);
      return row === null ? null : { row, method: passkeyMethod(request, row) };
    },
  });
}
