import { hasCode } from "./authError.ts";
import { PasskeyError } from "./passkeyError.ts";

/** Needed only with passkeys; most visits load none of it. */
export const loadCeremonies = () => import("./ceremonies.ts");
type Ceremonies = Awaited<ReturnType<typeof loadCeremonies>>;

/** Runs work that involves a passkey. @throws PasskeyError when the passkey was what failed */
export async function inCeremony<Output>(work: (ceremonies: Ceremonies) => Promise<Output>): Promise<Output> {
  const ceremonies = await loadCeremonies();
  try {
    return await work(ceremonies);
  } catch (error) {
    const problem = ceremonies.describeFailure(error, hasCode(error, "incorrect_code"));
    throw problem === null ? error : new PasskeyError(problem.reason, problem.message, error);
  }
}

/** Needed only by apps that keep tokens. */
export const loadAppTokens = () => import("./appTokens.ts");

/** Needed only for redirects to a provider and back. */
export const loadJourney = () => import("./journey.ts");

/** Needed only to view the recovery codes. */
export const loadRecoveryCodes = () => import("./openRecoveryCodes.ts");
