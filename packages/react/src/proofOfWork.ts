import type { ChallengeParameters } from "@latchkey/server/types";
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import type { Challenge } from "altcha-lib/types";

/**
 * Does the work. The browser derives the keys beside the page, which stays responsive.
 *
 * @returns the value of the header; null when it was aborted
 */
export async function solveProofOfWork(
  { parameters, signature }: ChallengeParameters,
  controller: AbortController,
): Promise<string | null> {
  // The server creates them in the format of ALTCHA, and verifies their signature.
  const challenge = { parameters, signature } as Challenge;
  const solution = await solveChallenge({ challenge, controller, deriveKey });
  return solution && btoa(JSON.stringify({ challenge, solution }));
}
