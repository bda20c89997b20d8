import { createHmac } from "node:crypto";
import { z } from "zod";
import { SetupError } from "../../lib/setupError.ts";
import type { ChallengeCall, ChallengePort } from "./challenge.ts";

export interface ProofOfWorkOptions {
  /**
   * Iterations of PBKDF2 for each key that a client derives, of which it needs 256 on average: with the default, a second or
   * two of a phone's time. Verifying a solution takes the server one. @default 3000
   */
  difficulty?: number;
}

/** Seconds for which a challenge can be solved. */
const LIFETIME = 300;
const ALGORITHM = "PBKDF2/SHA-256";
/** The first byte of the key that solves it: one of 256. */
const PREFIX = "00";
const MAX_DIFFICULTY = 1_000_000;

/** The payload of ALTCHA, version 2; the signature covers the parameters, whatever they are. */
const payloadSchema = z.object({
  challenge: z.object({
    parameters: z.object({
      algorithm: z.literal(ALGORITHM),
      nonce: z.string(),
      salt: z.string(),
      cost: z.number(),
      keyLength: z.number(),
      keyPrefix: z.string(),
      data: z.object({ boundTo: z.string(), until: z.number() }),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

/**
 * Work that a browser does by itself, without a third party: `useFlow` shows nothing of it. It makes guessing at scale
 * expensive; it keeps nobody out who has the machines.
 *
 * In the format of ALTCHA, so that its clients for other platforms solve it as well. Each challenge is valid for five
 * minutes, for one action, from one network, and once.
 */
export function proofOfWork({ difficulty = 3_000 }: ProofOfWorkOptions = {}): ChallengePort {
  if (!Number.isInteger(difficulty) || difficulty < 1 || difficulty > MAX_DIFFICULTY)
    throw new SetupError(
      `challenge.by: proofOfWork() expects a whole number from 1 to ${MAX_DIFFICULTY} as difficulty, found ${difficulty}`,
    );
  return {
    kind: "proof_of_work",
    async create(call) {
      const [{ createChallenge }, { deriveKey }] = await load();
      const { parameters, signature } = await createChallenge({
        algorithm: ALGORITHM,
        cost: difficulty,
        keyPrefix: PREFIX,
        deriveKey,
        // Not `expiresAt`, which the library compares with the system's time.
        data: { boundTo: boundTo(call, call.keys[0]), until: secondsOf(call.now) + LIFETIME },
        hmacSignatureSecret: call.keys[0],
      });
      return { parameters, signature };
    },
    async verify(token, call) {
      const payload = payloadSchema.safeParse(parseToken(token));
      if (!payload.success) return { status: "wrong" };
      const { challenge, solution } = payload.data;
      const { data, nonce } = challenge.parameters;
      if (data.until <= secondsOf(call.now)) return { status: "wrong" };
      const key = call.keys.find((one) => data.boundTo === boundTo(call, one));
      if (key === undefined) return { status: "wrong" };
      const [{ verifySolution }, { deriveKey }] = await load();
      const { verified } = await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: key });
      return verified ? { status: "solved", id: nonce, expiresAt: new Date(data.until * 1000) } : { status: "wrong" };
    },
  };
}

const load = () => Promise.all([import("altcha-lib"), import("altcha-lib/algorithms/pbkdf2")]);

const secondsOf = (at: Date) => Math.floor(at.getTime() / 1000);

/** Names neither the action nor the address: the client reads it. */
function boundTo({ action, network }: ChallengeCall, key: string): string {
  return createHmac("sha256", key)
    .update(`bound to ${action} ${network ?? ""}`)
    .digest("base64url")
    .slice(0, 22);
}

function parseToken(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64").toString("utf8"));
  } catch {
    return null;
  }
}
