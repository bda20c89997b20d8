import { deleteAuthenticators } from "../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import type { Authenticator } from "../../wire/mfa.ts";
import { listAuthenticators } from "../authenticators.ts";
import { afterRemoval } from "../factors.ts";

/** Removes the authenticator app, if there is one. @returns the remaining factors */
export async function deactivateTotp(request: AuthRequest, current: FoundSession): Promise<Authenticator[]> {
  const userId = current.user.id;
  const account = await accountOf(request, userId);
  await inSessionTransaction(request, current, async (transaction) => {
    const removed = await deleteAuthenticators(transaction.tx, userId, { type: "totp" });
    await afterRemoval(request, { account, removed }, transaction);
  });
  return listAuthenticators(request, userId);
}
