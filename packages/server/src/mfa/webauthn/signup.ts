import { insertAuthenticator } from "../../db/credentials/authenticators.ts";
import { requireFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { answerStep } from "../answerStep.ts";
import { verifyRegistration } from "./ceremony/attestation.ts";
import { inFlow, takeAnswered } from "./ceremony/challenge.ts";
import { defaultName, newPasskey } from "./ceremony/newPasskey.ts";
import { passwordlessMethod } from "./ceremony/secondFactor.ts";
import { assertGiven, type RegisterInput } from "./register.ts";

/**
 * Completes a signup with the passkey that an authenticator created, and logs in.
 *
 * @throws AuthError `required`, `incorrect_code` (param `response`), `no_pending_flow`
 */
export async function signup(request: AuthRequest, { name, response }: RegisterInput): Promise<AuthState> {
  const flow = await requireFlow(request, "mfa_signup_webauthn");
  assertGiven(response);
  const login = await resumeLogin(request, flow);
  const { account } = login;
  if (account === null) throw new AuthError("no_pending_flow");
  const credential = await verifyRegistration(request, response);
  const place = inFlow(flow);
  const userId = account.user.id;
  const row =
    credential.credentialId === null
      ? null
      : newPasskey(request, {
          userId,
          credential,
          isPasswordless: true,
          name: name ?? defaultName([], { isPasswordless: true, model: credential.model }),
        });
  const isVerified = credential.credentialId !== null && credential.isUserVerified;
  const methods = row === null ? [] : [...login.methods, passwordlessMethod(request, row)];
  return answerStep(request, {
    flow,
    login,
    verified: row === null ? null : { ...afterStep(login, "mfa_signup_webauthn"), methods },
    error: new AuthError("incorrect_code", { param: "response" }),
    async isRight(transaction) {
      const { challenge } = credential;
      if (challenge === null) return false;
      const asked = await takeAnswered(request, { purpose: "signup", place, challenge }, transaction.tx);
      if (asked === null || !isVerified || row === null) return false;
      if (!(await insertAuthenticator(transaction.tx, row))) return false;
      transaction.emit({ type: "authenticator_added", userId, detail: "webauthn" });
      return true;
    },
  });
}
