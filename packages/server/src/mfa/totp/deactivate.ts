import { deleteAuthenticators, lockUser } from "../../db/authenticators.ts";
import type { SessionRead } from "../../db/sessions.ts";
import { change } from "../../engine/change.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { AuthError } from "../../lib/authError.ts";
import type { Authenticator } from "../../wire/mfa.ts";
import { listAuthenticators } from "../authenticators.ts";
import { afterRemoval } from "../factors.ts";

/** Removes the authenticator app, if there is one. @returns what is left */
export async function deactivateTotp(request: AuthRequest, { user }: SessionRead): Promise<Authenticator[]> {
  const account = await accountOf(request, user.id);
  await change(request, async (within) => {
    if (!(await lockUser(within.tx, user.id))) throw new AuthError("session_gone");
    const removed = await deleteAuthenticators(within.tx, user.id, { type: "totp" });
    await afterRemoval(request, { account, removed }, within);
  });
  return listAuthenticators(request, user.id);
}
