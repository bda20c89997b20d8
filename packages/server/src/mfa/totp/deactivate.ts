import { deleteAuthenticators } from "../../db/credentials/authenticators.ts";
import type { SessionRead } from "../../db/sessions.ts";
import { changeInSession } from "../../engine/change.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import type { Authenticator } from "../../wire/mfa.ts";
import { listAuthenticators } from "../authenticators.ts";
import { afterRemoval } from "../factors.ts";

/** Removes the authenticator app, if there is one. @returns what is left */
export async function deactivateTotp(request: AuthRequest, read: SessionRead): Promise<Authenticator[]> {
  const userId = read.user.id;
  const account = await accountOf(request, userId);
  await changeInSession(request, read, async (within) => {
    const removed = await deleteAuthenticators(within.tx, userId, { type: "totp" });
    await afterRemoval(request, { account, removed }, within);
  });
  return listAuthenticators(request, userId);
}
