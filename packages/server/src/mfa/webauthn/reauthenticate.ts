import type { FoundSession } from "../../db/sessions.ts";
import { renewedState } from "../../engine/authState.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { prepareReauthentication, recordReauthentication } from "../../engine/sessions/reauthentication.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import type { PasskeyAssertionResponse } from "../../wire/webauthn.ts";
import { readAssertion } from "./ceremony/assertion.ts";
import { inSession } from "./ceremony/challenge.ts";
import { needsVerification, passkeyMethod } from "./ceremony/secondFactor.ts";
import { assertGiven } from "./register.ts";

/** Reauthenticates with a passkey. @throws AuthError `required`, `incorrect_code`, param `response` */
export async function reauthenticate(
  request: AuthRequest,
  { current, response }: { current: FoundSession; response: PasskeyAssertionResponse },
): Promise<AuthState> {
  assertGiven(response);
  const expected = {
    userId: current.user.id,
    purpose: "reauthenticate",
    needsUserVerification: needsVerification(request),
  } as const;
  const { credential, take } = await readAssertion(request, { given: response, ...expected });
  const grant = await prepareReauthentication(request, current);
  const tokens = await inSessionTransaction(request, current, async (transaction, user) => {
    const isGood = await take(transaction.tx, inSession({ session: current.session, user }));
    if (!isGood || credential === null) {
      transaction.emit({ type: "mfa_failed", userId: current.user.id, sessionId: current.session.id });
      return new Refusal(new AuthError("incorrect_code", { param: "response" }));
    }
    const method = { ...passkeyMethod(request, credential), reauthenticated: true } as const;
    return recordReauthentication(request, { current, method, grant }, transaction);
  });
  return renewedState(request, tokens);
}
