import { ProviderError } from "../../ports/provider.ts";
import { CODE, REQUEST } from "./fixtureLogin.ts";

/** The result, or null for a ProviderError; any other error fails the test. */
export async function outcome<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    assertProviderError(error);
    return null;
  }
}

/** The ProviderError, or null when there is none. */
export async function failure(work: Promise<unknown>): Promise<ProviderError | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return assertProviderError(error);
  }
}

/** Its message is logged: it must contain no secret. */
function assertProviderError(error: unknown): ProviderError {
  if (!(error instanceof ProviderError)) throw error;
  for (const secret of [CODE, REQUEST.codeVerifier, "the-access-token", "the-client-secret"])
    if (error.message.includes(secret)) throw new Error("the message of a ProviderError carries a secret");
  return error;
}
