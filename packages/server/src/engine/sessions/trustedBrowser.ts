import { insertTrustedBrowser, isTrustedBrowser, moveTrustedBrowsers } from "../../db/credentials/trustedBrowsers.ts";
import type { UserRow } from "../../db/rows.ts";
import { later } from "../../lib/instants.ts";
import { hashToken, isTokenShaped, newToken } from "../../lib/token.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import type { AuthRequest } from "../request.ts";

const DEFAULT_LIFETIME = 14 * 86_400;

/** Whether this user trusts the browser that sent the request. An app is never trusted: it has no cookie. */
export async function isTrusted(request: AuthRequest, userId: string): Promise<boolean> {
  const token = presentedToken(request);
  if (token === null) return false;
  const { database } = request.runtime;
  return isTrustedBrowser(database, { tokenHash: hashToken(token), userId, now: request.now });
}

/** Trusts the browser that sent the request for this user. Other users' trust in it remains. */
export async function trustBrowser(
  request: AuthRequest,
  user: Pick<UserRow, "id" | "version">,
  transaction: AuthTransaction,
): Promise<void> {
  const userId = user.id;
  const { options, random, cookies } = request.runtime;
  const { trust } = options.mfa;
  const lifetime = trust === false ? DEFAULT_LIFETIME : trust.lifetime;
  const presented = presentedToken(request);
  // Always a new token: the presented one may have been planted by someone who also has it.
  const token = newToken(random.bytes);
  const tokenHash = hashToken(token);
  if (presented !== null) await moveTrustedBrowsers(transaction.tx, hashToken(presented), tokenHash);
  await insertTrustedBrowser(transaction.tx, {
    id: random.uuid(),
    tokenHash,
    userId,
    userVersion: transaction.versionOf(user),
    ip: request.ip,
    userAgent: request.userAgent,
    createdAt: request.now,
    expiresAt: later(request.now, lifetime),
  });
  transaction.afterCommit(() => cookies.set(request.exchange, "trust", token, { maxAgeSeconds: lifetime }));
  transaction.emit({ type: "browser_trusted", userId });
}

/** The hash of the token by which this browser is trusted; null when it presents none. */
export function presentedTrustHash(request: AuthRequest): string | null {
  const token = presentedToken(request);
  return token === null ? null : hashToken(token);
}

function presentedToken(request: AuthRequest): string | null {
  if (request.client !== "browser") return null;
  const token = request.runtime.cookies.read(request.exchange, "trust");
  return token !== null && isTokenShaped(token) ? token : null;
}
