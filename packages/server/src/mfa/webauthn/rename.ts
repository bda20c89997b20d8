import { renameAuthenticator } from "../../db/authenticators.ts";
import type { SessionRead } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import { isUuid } from "../../lib/text.ts";
import type { Authenticator } from "../../wire/mfa.ts";
import { listAuthenticators } from "../authenticators.ts";

/** @throws AuthError `not_found` when the user has no such passkey */
export async function rename(
  request: AuthRequest,
  { read, id, name }: { read: SessionRead; id: string; name: string },
): Promise<Authenticator[]> {
  const userId = read.user.id;
  const isRenamed = isUuid(id) && (await renameAuthenticator(request.runtime.database, { id, userId, name }));
  if (!isRenamed) throw new AuthError("not_found", { param: "id" });
  return listAuthenticators(request, userId);
}
