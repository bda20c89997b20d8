import { AuthError } from "./authError.ts";

/** Seconds after which a call may be tried again, perhaps at a process of the newer version. */
const RETRY_AFTER = 5;

/** The refusal of what only a newer version can do, because it has stored what this one cannot read. */
export function newerVersionNeeded(): AuthError {
  return new AuthError("temporarily_unavailable", { retryAfter: RETRY_AFTER });
}
