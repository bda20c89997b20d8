import type { AuthenticatedState } from "@latchkey/server/types";
import type { Caller } from "./binding.ts";
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
    const problem = ceremonies.describeFailure(error);
    throw problem === null ? error : new PasskeyError(problem.reason, problem.message, error);
  }
}

/**
 * Tells the browser's password managers about the user's passkeys, after a change or a login, where it can (WebAuthn
 * Level 3). The caller does not wait, and hears of no failure.
 *
 * @param login the state after a login; absent after a change
 */
export function updatePasskeys(caller: Caller, login?: AuthenticatedState): void {
  if (typeof PublicKeyCredential !== "undefined" && "signalAllAcceptedCredentials" in PublicKeyCredential)
    import("./passkeySignals.ts").then(({ report }) => report(caller, login)).catch(() => {});
}

/** Needed only by apps that keep tokens. */
export const loadAppTokens = () => import("./appTokens.ts");

/** Needed only for a call that must solve a challenge. */
export const loadChallenges = () => import("./challenges.ts");

/** Needed only for redirects to a provider and back. */
export const loadJourney = () => import("./journey.ts");

/** Needed only to view the recovery codes. */
export const loadRecoveryCodes = () => import("./openRecoveryCodes.ts");
