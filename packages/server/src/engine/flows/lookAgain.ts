import { AuthError } from "../../lib/authError.ts";
import { invalidateReads } from "../clientState.ts";
import type { AuthRequest } from "../request.ts";

/**
 * Two calls met at the same address, number, account or hidden signup: what the later one has read is out of date.
 */
export class SignupsMet extends Error {}

const TRIES = 3;

/**
 * Runs work that takes an address or number based on what it has read, and repeats it where another call was faster:
 * the response is then the one of a moment later. What the lost attempt did was rolled back.
 *
 * @param work reads again each time; throws {@link SignupsMet} when what it read is out of date
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
