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

/** Seconds within which an authenticator must respond (WebAuthn Level 3 §15.1 recommends 5 minutes). */
export const CEREMONY_LIFETIME = 300;
const MAX_CLIENT_DATA = 8_192;

/** Of a login by passkey, whose user is not known yet: anyone who holds the challenge may answer it. */
export const ANYWHERE: ChallengePlace = { sessionId: null, flowId: null, userVersion: null };

/** Within a session. */
export function inSession({ session, user }: Pick<FoundSession, "session" | "user">): ChallengePlace {
  return { sessionId: session.id, flowId: null, userVersion: user.version };
}

/** Within a flow. */
export function inFlow({ id, userVersion }: FlowRow): ChallengePlace {
  return { sessionId: null, flowId: id, userVersion };
}

/** The purpose and place of a challenge. */
export interface ChallengeFor {
  purpose: Exclude<ChallengePurpose, "totp">;
  place: ChallengePlace;
  isPasswordless?: boolean;
}

/** A new challenge: 256 random bits, stored as a hash. @returns base64url */
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

/** Uses up the challenge of a response. @returns null when there is none, it was used, or it was issued elsewhere */
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

/** The authenticator's statement of what it signed. */
export interface ClientData {
  challenge: string;
  /** Created in another site's frame: refused, but the challenge is used up nonetheless. */
  isFramed: boolean;
}

/**
 * Reads what an authenticator claims to have signed (WebAuthn Level 3 §5.8.1); verified by the signature, and by using
 * up the challenge.
 *
 * @returns null for anything that is not client data
 */
export function readClientData(clientDataJSON: string): ClientData | null {
  if (clientDataJSON.length > MAX_CLIENT_DATA) return null;
  try {
    const parsed = clientData.safeParse(JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8")));
    if (!parsed.success) return null;
    const { challenge, crossOrigin, topOrigin } = parsed.data;
    return { challenge, isFramed: crossOrigin === true || topOrigin !== undefined };
  } catch {
    // Not JSON: not a valid response.
    return null;
  }
}
