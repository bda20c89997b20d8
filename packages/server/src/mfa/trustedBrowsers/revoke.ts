import { deleteTrustedBrowsers } from "../../db/credentials/trustedBrowsers.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError } from "../../lib/authError.ts";
import { isUuid } from "../../lib/text.ts";
import type { TrustedBrowser } from "../../wire/mfa.ts";
import { listTrustedBrowsers } from "./list.ts";

/** Ends the trust in browsers by id. @throws AuthError `not_found` when one is not the user's: then none ends */
export async function revokeTrustedBrowsers(
  request: AuthRequest,
  { current, ids }: { current: FoundSession; ids: readonly string[] },
): Promise<TrustedBrowser[]> {
  const userId = current.user.id;
  const wanted = [...new Set(ids)];
  if (!wanted.every(isUuid)) throw new AuthError("not_found", { param: "ids" });
  await inSessionTransaction(request, current, async (transaction) => {
    const ended = await deleteTrustedBrowsers(transaction.tx, userId, wanted);
    if (ended !== wanted.length) throw new AuthError("not_found", { param: "ids" });
    transaction.emit({ type: "browser_trust_revoked", userId, sessionId: current.session.id });
  });
  return listTrustedBrowsers(request, userId);
}
