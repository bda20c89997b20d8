import { findAuthenticatorsOf } from "../../db/credentials/authenticators.ts";
import type { ChallengePlace } from "../../db/credentials/challenges.ts";
import type { Transaction } from "../../db/database.ts";
import type { AuthenticatorRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthenticatorAdded, WebAuthnAuthenticator } from "../../wire/mfa.ts";
import type { PasskeyRegistrationResponse } from "../../wire/webauthn.ts";
import { accountToChange, addFactor, remainingWith } from "../factors.ts";
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
      const place = inSession({ session: current.session, user });
      const answered = { credential, place, userId: user.id, known, name };
      const row = await takeRegistration(request, answered, transaction.tx);
      if (row === null) return refused;
      const added = await addFactor(request, { account, row, keeps: { sessionId: current.session.id } }, transaction);
      return added === null ? refused : { authenticator: await viewPasskey(row), ...added };
    },
  );
}

/** The answer to a registration, verified except for its challenge. */
interface Registration {
  credential: Awaited<ReturnType<typeof verifyRegistration>>;
  /** Where the challenge must have been issued. */
  place: ChallengePlace;
  userId: string;
  known: readonly AuthenticatorRow[];
  name: string | undefined;
}

/** Uses up the challenge of a registration. @returns the passkey to store; null for an invalid answer */
export async function takeRegistration(
  request: AuthRequest,
  { credential, place, userId, known, name }: Registration,
  tx: Transaction,
): Promise<AuthenticatorRow | null> {
  const { challenge } = credential;
  if (challenge === null) return null;
  const asked = await takeAnswered(request, { purpose: "register", place, challenge }, tx);
  if (asked === null || credential.credentialId === null) return null;
  if (asked.isPasswordless && !credential.isUserVerified) return null;
  // Only a credential that was created as a passkey logs in alone, whatever its authenticator supports.
  const { isPasswordless } = asked;
  const { model } = credential;
  const named = name ?? defaultName(remainingWith(known), { isPasswordless, model });
  return newPasskey(request, { userId, credential, isPasswordless, name: named });
}

/** @throws AuthError `required`, param `response`, for an empty answer */
export function assertGiven(response: object): void {
  if (Object.keys(response).length === 0) throw new AuthError("required", { param: "response" });
}
