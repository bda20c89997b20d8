import { invalidateReads } from "../../engine/clientState.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";

/** Two met who take one address, number or hidden signup: what the later one has read is no longer so. */
export class SignupsMet extends Error {}

const TRIES = 3;

/**
 * Runs what takes an address or number by what it has read, and once more where somebody else was faster: it is answered
 * as it would have been a moment later. What the lost try did was rolled back.
 *
 * @param work reads anew each time; throws {@link SignupsMet} when what it read is no longer so
 * @throws AuthError `no_pending_flow` when it was too late each time
 */
export async function lookAgain<Result>(request: AuthRequest, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SignupsMet)) throw error;
      if (attempt >= TRIES) throw new AuthError("no_pending_flow", { cause: error });
      invalidateReads(request);
    }
  }
}
