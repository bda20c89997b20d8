import type { AuthenticatorRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { prepareReauthentication, recordReauthentication } from "../../engine/assurance/reauthentication.ts";
import { renewedState } from "../../engine/authState.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthenticationMethod, AuthState } from "../../wire/state.ts";
import type { PasskeyAssertionResponse } from "../../wire/webauthn.ts";
import { readAssertion } from "./ceremony/assertion.ts";
import { inSession } from "./ceremony/challenge.ts";
import { needsVerification, passkeyMethod, passwordlessMethod } from "./ceremony/secondFactor.ts";
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
  const { credential, isUserVerified, take } = await readAssertion(request, { given: response, ...expected });
  const method = credential === null ? null : reauthenticationMethod(request, { credential, isUserVerified });
  const grant = await prepareReauthentication(request, { current, method });
  const tokens = await inSessionTransaction(request, current, async (transaction, user) => {
    const isGood = await take(transaction.tx, inSession({ session: current.session, user }));
    if (!isGood || method === null) {
      transaction.emit({ type: "mfa_failed", userId: current.user.id, sessionId: current.session.id });
      return new Refusal(new AuthError("incorrect_code", { param: "response" }));
    }
    return recordReauthentication(request, { current, method, grant }, transaction);
  });
  return renewedState(request, tokens);
}

/** A passkey that verified its user is two factors, as when it logs in. */
function reauthenticationMethod(
  request: AuthRequest,
  { credential, isUserVerified }: { credential: AuthenticatorRow; isUserVerified: boolean },
): AuthenticationMethod {
  const isWhole = credential.isPasswordless && isUserVerified;
  const method = isWhole ? passwordlessMethod(request, credential) : passkeyMethod(request, credential);
  return { ...method, reauthenticated: true };
}
