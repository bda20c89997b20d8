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
  /** Whether the authenticator verified its user, by a PIN or biometrics. */
  isUserVerified: boolean;
  /**
   * Uses up the challenge, and raises the counter.
   *
   * @param place where the challenge must have been issued: read in this transaction, since that session or flow may
   *   have changed meanwhile
   * @returns whether the response is valid; of two identical ones, one is
   */
  take(tx: Transaction, place: ChallengePlace): Promise<boolean>;
  /**
   * Uses up the challenge of a response that is to be refused.
   *
   * @returns `unknown_credential` when nobody has the credential that answers it, as after its removal or with its
   *   account; `incorrect_code` for anything else that may be wrong
   */
  refuse(tx: Transaction, place: ChallengePlace): Promise<"incorrect_code" | "unknown_credential">;
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
  if (!parsed.success || said === null)
    return {
      credential: null,
      isUserVerified: false,
      take: async () => false,
      refuse: async () => "incorrect_code",
    };
  const { challenge, isFramed } = said;
  const { database, options } = request.runtime;
  const answer = parsed.data;
  const credential = isFramed ? null : await findCredential(database, answer.id);
  const signed = credential === null ? null : await verify(request, { answer, challenge, credential, ...expected });
  const isUnknown = credential === null && !isFramed && answer.id === answer.rawId;
  const takeChallenge = (tx: Transaction, place: ChallengePlace) =>
    takeAnswered(request, { ...expected, place, challenge }, tx);
  return {
    credential: signed?.credential ?? null,
    isUserVerified: signed?.isUserVerified ?? false,
    async refuse(tx, place) {
      const asked = await takeChallenge(tx, place);
      if (!options.mfa.webauthn.signalUnknown || !isUnknown || asked === null) return "incorrect_code";
      // Read again: some password managers delete it for good.
      return (await findCredential(tx, answer.id)) === null ? "unknown_credential" : "incorrect_code";
    },
    async take(tx, place) {
      const asked = await takeChallenge(tx, place);
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
  isUserVerified: boolean;
}

async function verify(
  { runtime }: AuthRequest,
  {
    answer,
    challenge,
    credential,
    userId,
    needsUserVerification,
  }: Expected & { answer: z.output<typeof assertion>; challenge: string; credential: AuthenticatorRow },
): Promise<Signed | null> {
  const { options } = runtime;
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  // A type that only a newer version knows may require more than a signature.
  if (credential.type !== "webauthn" || credential.publicKey === null) return null;
  if (!isOwners(credential, { userId, handle: answer.response.userHandle ?? "" })) return null;
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
    const { newCounter: signCount, credentialBackedUp: isBackedUp, userVerified: isUserVerified } = authenticationInfo;
    return { credential, signCount, isBackedUp, isUserVerified };
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
  if (handle === "") return userId !== null;
  const owner = ownersHandle(credential);
  return owner === null || handle === owner;
}

/**
 * The handle that the authenticator was given. Some systems keep none: then the credential's id, which is unique, names
 * its owner alone, and the signature proves it as ever.
 */
function ownersHandle({ userId, isImported, userHandle: imported }: AuthenticatorRow): string | null {
  return imported ?? (isImported ? null : userHandle(userId));
}
