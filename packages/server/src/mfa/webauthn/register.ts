import { findAuthenticatorsOf } from "../../db/credentials/authenticators.ts";
import type { AuthenticatorRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthenticatorAdded, WebAuthnAuthenticator } from "../../wire/mfa.ts";
import type { PasskeyRegistrationResponse } from "../../wire/webauthn.ts";
import { accountToChange, addFactor } from "../factors.ts";
import { viewPasskey } from "../view.ts";
import { verifyRegistration } from "./ceremony/attestation.ts";
import { inSession, takeAnswered } from "./ceremony/challenge.ts";
import { defaultName, newPasskey } from "./ceremony/newPasskey.ts";

export interface RegisterInput {
  name?: string | undefined;
  response: PasskeyRegistrationResponse;
}

/**
 * Adds the passkey that an authenticator created.
 *
 * @throws AuthError `required`, `incorrect_code` (param `response`) for any invalid response, including a passkey that
 *   is already registered; `max_authenticators`, `unverified_email`, `reauthentication_required`
 */
export async function register(
  request: AuthRequest,
  { current, name, response }: RegisterInput & { current: FoundSession },
): Promise<AuthenticatorAdded<WebAuthnAuthenticator>> {
  const account = await accountToChange(request, current, "webauthn");
  assertGiven(response);
  const credential = await verifyRegistration(request, response);
  const known = await findAuthenticatorsOf(request.runtime.database, current.user.id);
  return inSessionTransaction<AuthenticatorAdded<WebAuthnAuthenticator>>(
    request,
    current,
    async (transaction, user) => {
      const refused = new Refusal(new AuthError("incorrect_code", { param: "response" }));
      const { challenge } = credential;
      if (challenge === null) return refused;
      const place = inSession({ session: current.session, user });
      const asked = await takeAnswered(request, { purpose: "register", place, challenge }, transaction.tx);
      if (asked === null || credential.credentialId === null) return refused;
      if (asked.isPasswordless && !credential.isUserVerified) return refused;
      // Only a credential that was created as a passkey logs in alone, whatever its authenticator supports.
      const { isPasswordless } = asked;
      const row: AuthenticatorRow = newPasskey(request, {
        userId: current.user.id,
        credential,
        isPasswordless,
        name: name ?? defaultName(known, isPasswordless),
      });
      const added = await addFactor(request, { account, row, current }, transaction);
      return added === null ? refused : { authenticator: viewPasskey(row), ...added };
    },
  );
}

/** @throws AuthError `required`, param `response`, for an empty answer */
export function assertGiven(response: object): void {
  if (Object.keys(response).length === 0) throw new AuthError("required", { param: "response" });
}
