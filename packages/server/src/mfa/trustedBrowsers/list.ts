import { findTrustedBrowsersOf } from "../../db/credentials/trustedBrowsers.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { presentedTrustHash } from "../../engine/sessions/trustedBrowser.ts";
import { describeDevice } from "../../ports/texts/device.ts";
import type { TrustedBrowser } from "../../wire/mfa.ts";

/** The browsers that the user trusts, the newest first. */
export async function listTrustedBrowsers(request: AuthRequest, userId: string): Promise<TrustedBrowser[]> {
  const rows = await findTrustedBrowsersOf(request.runtime.database, userId, request.now);
  const own = presentedTrustHash(request);
  const entries = rows.map(async ({ id, userAgent, ip, createdAt, expiresAt, tokenHash }) => ({
    id,
    userAgent,
    device: await describeDevice(userAgent),
    ip,
    isCurrent: tokenHash === own,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
  return Promise.all(entries);
}
