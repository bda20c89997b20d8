import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import { newTotp } from "../totp/activate.ts";
import { firstStepOf } from "../totp/setup.ts";
import { codeMethod } from "../typedCode.ts";
import { type EnrolledState, enrollFactor, requireEnrollment } from "./enrollFactor.ts";

/**
 * Sets up the authenticator app that shows this first code. The code counts as used, and as the login's second factor.
 *
 * @throws AuthError `incorrect_code`, `required` (param `code`); `no_pending_flow` also when no set-up has begun
 */
export async function activateTotp(request: AuthRequest, { code }: { code: string }): Promise<EnrolledState> {
  const enrollment = await requireEnrollment(request);
  const { account, state } = enrollment;
  const { setup } = state;
  if (setup === null) throw new AuthError("no_pending_flow");
  const lastStep = await firstStepOf(request, { ...setup, code });
  const userId = account.user.id;
  const row = newTotp(request, { ...setup, userId, lastStep, isImported: false });
  const method = codeMethod(request, { type: "totp", id: row.id });
  return enrollFactor(request, enrollment, {
    error: new AuthError("no_pending_flow"),
    // Another set-up may have replaced it meanwhile.
    prove: async ({ setup: current }) => (current?.id === setup.id ? { row, method } : null),
  });
}
