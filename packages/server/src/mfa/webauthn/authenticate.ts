import { requireFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import type { PasskeyAssertionResponse } from "../../wire/webauthn.ts";
import { answerStep } from "../answerStep.ts";
import { readAssertion } from "./ceremony/assertion.ts";
import { inFlow } from "./ceremony/challenge.ts";
import { needsVerification, passkeyMethod } from "./ceremony/secondFactor.ts";
import { assertGiven } from "./register.ts";

/**
 * Answers the second factor of a pending login with a passkey.
 *
 * @throws AuthError `required`, `incorrect_code` (param `response`), `no_pending_flow`
 */
export async function authenticate(
  request: AuthRequest,
  { response }: { response: PasskeyAssertionResponse },
): Promise<AuthState> {
  const flow = await requireFlow(request, "mfa_authenticate");
  assertGiven(response);
  const login = await resumeLogin(request, flow);
  if (login.account === null) throw new AuthError("no_pending_flow");
  const userId = login.account.user.id;
  const place = inFlow(flow);
  const expected = {
    userId,
    purpose: "authenticate",
    needsUserVerification: needsVerification(request),
  } as const;
  const { credential, take } = await readAssertion(request, { given: response, ...expected });
  const methods = credential === null ? [] : [...login.methods, passkeyMethod(request, credential)];
  return answerStep(request, {
    flow,
    login,
    verified: credential === null ? null : { ...afterStep(login, "mfa_authenticate"), methods },
    error: new AuthError("incorrect_code", { param: "response" }),
    isRight: ({ tx }) => take(tx, place),
  });
}
