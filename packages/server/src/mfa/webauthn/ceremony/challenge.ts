import { z } from "zod";
import {
  type ChallengePlace,
  type ChallengePurpose,
  insertChallenge,
  takeChallenge,
} from "../../../db/credentials/challenges.ts";
import type { Transaction } from "../../../db/database.ts";
import type { ChallengeRow, FlowRow } from "../../../db/rows.ts";
import type { FoundSession } from "../../../db/sessions.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import { later } from "../../../lib/instants.ts";
import { hashToken, newToken } from "../../../lib/token.ts";

/** Seconds in which an authenticator must answer (WebAuthn Level 3 §15.1 recommends 5 minutes). */
export const CEREMONY_LIFETIME = 300;
const MAX_CLIENT_DATA = 8_192;

/** Where a login by passkey is answered: by whoever holds the challenge, since nobody is known yet. */
export const ANYWHERE: ChallengePlace = { sessionId: null, flowId: null, userVersion: null };

/** Within a session. */
export function inSession({ session, user }: Pick<FoundSession, "session" | "user">): ChallengePlace {
  return { sessionId: session.id, flowId: null, userVersion: user.version };
}

/** Within a flow. */
export function inFlow({ id, userVersion }: FlowRow): ChallengePlace {
  return { sessionId: null, flowId: id, userVersion };
}

/** What is asked, and of whom. */
export interface ChallengeFor {
  purpose: Exclude<ChallengePurpose, "totp">;
  place: ChallengePlace;
  isPasswordless?: boolean;
}

/** A new challenge: 256 random bits, of which the hash is stored. @returns base64url */
export async function newChallenge(
  request: AuthRequest,
  { purpose, place, isPasswordless = false }: ChallengeFor,
): Promise<string> {
  const { database, random } = request.runtime;
  const challenge = newToken(random.bytes);
  await insertChallenge(database, {
    id: random.uuid(),
    purpose,
    challengeHash: hashToken(challenge),
    secretSealed: null,
    isPasswordless,
    ...place,
    createdAt: request.now,
    expiresAt: later(request.now, CEREMONY_LIFETIME),
  });
  return challenge;
}

/** Uses up the challenge that an answer was made for. @returns null when it is none, or was used, or was given elsewhere */
export async function takeAnswered(
  request: AuthRequest,
  { challenge, ...wanted }: ChallengeFor & { challenge: string },
  tx: Transaction,
): Promise<ChallengeRow | null> {
  const { purpose, place } = wanted;
  return takeChallenge(tx, { ...place, purpose, challengeHash: hashToken(challenge), now: request.now });
}

const clientData = z.object({
  challenge: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.unknown().optional(),
});

/** What an answer says it was made for. */
export interface ClientData {
  challenge: string;
  /** Made in somebody else's frame: to be refused, and its challenge is used up nonetheless. */
  isFramed: boolean;
}

/**
 * What an authenticator says it signed (WebAuthn Level 3 §5.8.1); verified with the signature, and by the challenge's
 * being taken.
 *
 * @returns null for what is no client data
 */
export function readClientData(clientDataJSON: string): ClientData | null {
  if (clientDataJSON.length > MAX_CLIENT_DATA) return null;
  try {
    const parsed = clientData.safeParse(JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8")));
    if (!parsed.success) return null;
    const { challenge, crossOrigin, topOrigin } = parsed.data;
    return { challenge, isFramed: crossOrigin === true || topOrigin !== undefined };
  } catch {
    // No JSON: no answer.
    return null;
  }
}
