import { findSocialAccountsOf } from "../../db/credentials/socialAccounts.ts";
import type { AuthRequest } from "../../engine/request.ts";
import type { Connection } from "../../wire/social.ts";

/** The provider accounts of a user, the oldest first. */
export async function listConnections({ runtime }: AuthRequest, userId: string): Promise<Connection[]> {
  const rows = await findSocialAccountsOf(runtime.database, userId);
  return rows.map(({ uid, provider, display }) => ({ uid, provider, display }));
}
