import { deleteTrustedBrowsers } from "../../db/credentials/trustedBrowsers.ts";
import type { SessionRead } from "../../db/sessions.ts";
import { changeInSession } from "../../engine/change.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import { isUuid } from "../../lib/text.ts";
import type { TrustedBrowser } from "../../wire/mfa.ts";
import { listTrustedBrowsers } from "./list.ts";

/** Ends the trust in browsers by id. @throws AuthError `not_found` when one is not the user's: then none ends */
export async function revokeTrustedBrowsers(
  request: AuthRequest,
  { read, ids }: { read: SessionRead; ids: readonly string[] },
): Promise<TrustedBrowser[]> {
  const userId = read.user.id;
  const wanted = [...new Set(ids)];
  if (!wanted.every(isUuid)) throw new AuthError("not_found", { param: "ids" });
  await changeInSession(request, read, async (within) => {
    const ended = await deleteTrustedBrowsers(within.tx, userId, wanted);
    if (ended !== wanted.length) throw new AuthError("not_found", { param: "ids" });
    within.emit({ type: "browser_trust_revoked", userId, sessionId: read.session.id });
  });
  return listTrustedBrowsers(request, userId);
}
