import { renameAuthenticator } from "../../db/credentials/authenticators.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError } from "../../lib/authError.ts";
import { isUuid } from "../../lib/text.ts";
import type { Authenticator } from "../../wire/mfa.ts";
import { listAuthenticators } from "../authenticators.ts";

/** @throws AuthError `not_found` when the user has no such passkey */
export async function rename(
  request: AuthRequest,
  { current, id, name }: { current: FoundSession; id: string; name: string },
): Promise<Authenticator[]> {
  const userId = current.user.id;
  if (!isUuid(id)) throw new AuthError("not_found", { param: "id" });
  await inSessionTransaction(request, current, async ({ tx }) => {
    if (!(await renameAuthenticator(tx, { id, userId, name }))) throw new AuthError("not_found", { param: "id" });
  });
  return listAuthenticators(request, userId);
}
