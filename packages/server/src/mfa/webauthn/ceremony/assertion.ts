import { z } from "zod";
import { acceptSignCount, findCredential } from "../../../db/credentials/authenticators.ts";
import type { ChallengePlace } from "../../../db/credentials/challenges.ts";
import type { Transaction } from "../../../db/database.ts";
import type { AuthenticatorRow } from "../../../db/rows.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import type { PasskeyAssertionResponse } from "../../../wire/webauthn.ts";
import { type ChallengeFor, readClientData, takeAnswered } from "./challenge.ts";
import { relyingParty, userHandle } from "./relyingParty.ts";

const MAX_ID = 1_400;
const MAX_PART = 16_384;
const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/);

const assertion = z.object({
  id: base64url(MAX_ID),
  rawId: base64url(MAX_ID),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(MAX_PART),
    authenticatorData: base64url(MAX_PART),
    signature: base64url(MAX_PART),
    userHandle: z.union([base64url(128), z.literal("")]).nullish(),
  }),
});

/** A response of an authenticator, verified except for its challenge and counter, which `take` uses up. */
export interface Assertion {
  /** The credential that signed; null when the response is invalid. */
  credential: AuthenticatorRow | null;
  /**
   * Uses up the challenge, and raises the counter.
   *
   * @param place where the challenge must have been issued: read in this transaction, since that session or flow may
   *   have changed meanwhile
   * @returns whether the response is valid; of two identical ones, one is
   */
  take(tx: Transaction, place: ChallengePlace): Promise<boolean>;
}

/** The requirements for a response. */
export interface Expected extends Omit<ChallengeFor, "place"> {
  /** The owner of the credential; null: the user that it names. */
  userId: string | null;
  needsUserVerification: boolean;
}

/**
 * Verifies a response of an authenticator (WebAuthn Level 3 §7.2).
 *
 * A wrong one uses its challenge up as well: there is no second attempt.
 */
export async function readAssertion(
  request: AuthRequest,
  { given, ...expected }: Expected & { given: PasskeyAssertionResponse },
): Promise<Assertion> {
  const parsed = assertion.safeParse(given);
  const said = parsed.success ? readClientData(parsed.data.response.clientDataJSON) : null;
  if (!parsed.success || said === null) return { credential: null, take: async () => false };
  const { challenge, isFramed } = said;
  const signed = isFramed ? null : await verify(request, { answer: parsed.data, challenge, ...expected });
  return {
    credential: signed?.credential ?? null,
    async take(tx, place) {
      const asked = await takeAnswered(request, { ...expected, place, challenge }, tx);
      if (asked === null || signed === null) return false;
      const { credential, signCount, isBackedUp } = signed;
      return acceptSignCount(tx, { id: credential.id, signCount, isBackedUp, now: request.now });
    },
  };
}

interface Signed {
  credential: AuthenticatorRow;
  signCount: number;
  isBackedUp: boolean;
}

async function verify(
  { runtime }: AuthRequest,
  {
    answer,
    challenge,
    userId,
    needsUserVerification,
  }: Expected & { answer: z.output<typeof assertion>; challenge: string },
): Promise<Signed | null> {
  const { database, options } = runtime;
  const credential = await findCredential(database, answer.id);
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  if (credential?.publicKey == null || !isOwners(credential, { userId, handle: answer.response.userHandle ?? "" }))
    return null;
  const { id, origins } = relyingParty(options);
  const { userHandle: _handle, ...response } = answer.response;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...answer, response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origins,
      expectedRPID: id,
      requireUserVerification: needsUserVerification,
      credential: {
        id: answer.id,
        publicKey: new Uint8Array(Buffer.from(credential.publicKey, "base64url")),
        counter: credential.signCount ?? 0,
      },
    });
    if (!verified) return null;
    const { newCounter, credentialBackedUp } = authenticationInfo;
    return { credential, signCount: newCounter, isBackedUp: credentialBackedUp };
  } catch {
    // The library throws for each way in which a response can be wrong; the caller need not distinguish them.
    return null;
  }
}

/**
 * Whether the credential belongs to the expected user, and the handle to its owner (§7.2, step 6): without a known user
 * the authenticator must name one.
 */
function isOwners(
  credential: AuthenticatorRow,
  { userId, handle }: { userId: string | null; handle: string },
): boolean {
  if (userId !== null && credential.userId !== userId) return false;
  const owner = userHandle(credential.userId);
  return userId === null ? handle === owner : handle === "" || handle === owner;
}
