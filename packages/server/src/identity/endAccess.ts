import { deleteFlowsOf } from "../db/flows.ts";
import { deleteOneTimeKeysOf } from "../db/oneTimeKeys.ts";
import { deleteOtherSessions } from "../db/sessions.ts";
import { deleteTrustedBrowsersOf } from "../db/trustedBrowsers.ts";
import type { Change } from "../engine/change.ts";
import type { AuthRequest } from "../engine/request.ts";

/** Ends what an old password had opened: sessions but one, pending logins, trusted browsers, keys that reset. */
export async function endAccess(
  { runtime }: Pick<AuthRequest, "runtime">,
  { userId, keptSessionId }: { userId: string; keptSessionId: string | null },
  within: Change,
): Promise<void> {
  const ended = await deleteOtherSessions(within.tx, userId, keptSessionId);
  within.afterCommit(() => runtime.forgetSessions(ended));
  await deleteFlowsOf(within.tx, userId);
  await deleteOneTimeKeysOf(within.tx, userId, "password_reset");
  await deleteTrustedBrowsersOf(within.tx, userId);
}
