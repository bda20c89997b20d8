import { authState } from "../engine/authState.ts";
import { currentSession, presentedSessionToken } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";

/**
 * The session or the pending flow.
 *
 * @throws AuthError `session_gone` when an app presents a token that has ended, so that it drops it
 */
export async function getSession(request: AuthRequest): Promise<AuthState> {
  const current = await currentSession(request);
  const isGone = current === null && request.client === "app" && presentedSessionToken(request) !== null;
  if (isGone) throw new AuthError("session_gone");
  return authState(request);
}
