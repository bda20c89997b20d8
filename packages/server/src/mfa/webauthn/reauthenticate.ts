import type { SessionRead } from "../../db/sessions.ts";
import { renewedState } from "../../engine/authState.ts";
import { changeInSession } from "../../engine/change.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { recordReauthentication } from "../../engine/sessions/reauthentication.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import type { PasskeyAssertionResponse } from "../../wire/webauthn.ts";
import { readAssertion } from "./ceremony/assertion.ts";
import { inSession } from "./ceremony/challenge.ts";
import { needsVerification, passkeyMethod } from "./ceremony/secondFactor.ts";
import { assertGiven } from "./register.ts";

/** Gives a passkey again. @throws AuthError `required`, `incorrect_code`, param `response` */
export async function reauthenticate(
  request: AuthRequest,
  { read, response }: { read: SessionRead; response: PasskeyAssertionResponse },
): Promise<AuthState> {
  assertGiven(response);
  const place = inSession(read);
  const expected = {
    userId: read.user.id,
    purpose: "reauthenticate",
    place,
    needsUserVerification: needsVerification(request),
  } as const;
  const { credential, take } = await readAssertion(request, { given: response, ...expected });
  const tokens = await changeInSession(request, read, async (within) => {
    const isGood = await take(within.tx);
    if (!isGood || credential === null) {
      within.emit({ type: "mfa_failed", userId: read.user.id, sessionId: read.session.id });
      return new Refusal(new AuthError("incorrect_code", { param: "response" }));
    }
    const method = { ...passkeyMethod(request, credential), reauthenticated: true } as const;
    return recordReauthentication(request, { read, method }, within);
  });
  return renewedState(request, tokens);
}
