import { hasCode } from "./authError.ts";
import { PasskeyError } from "./passkeyError.ts";

/** What only those need who use a passkey; most visits load nothing of it. */
export const loadCeremonies = () => import("./ceremonies.ts");
type Ceremonies = Awaited<ReturnType<typeof loadCeremonies>>;

/** Does something with a passkey. @throws PasskeyError when it is the passkey that failed */
export async function inCeremony<Output>(work: (ceremonies: Ceremonies) => Promise<Output>): Promise<Output> {
  const ceremonies = await loadCeremonies();
  try {
    return await work(ceremonies);
  } catch (error) {
    const problem = ceremonies.describeFailure(error, hasCode(error, "incorrect_code"));
    throw problem === null ? error : new PasskeyError(problem.reason, problem.message, error);
  }
}

/** What only apps need that keep tokens. */
export const loadAppTokens = () => import("./appTokens.ts");

/** What only those need who go to a provider, and come back. */
export const loadJourney = () => import("./journey.ts");

/** What only those need who look at their recovery codes. */
export const loadRecoveryCodes = () => import("./openRecoveryCodes.ts");
