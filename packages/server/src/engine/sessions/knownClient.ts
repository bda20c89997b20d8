import { insertKnownClient, renewKnownClient } from "../../db/credentials/knownClients.ts";
import { readDeviceToken } from "../../http/client.ts";
import { later } from "../../lib/instants.ts";
import { hashToken, isTokenShaped, newToken } from "../../lib/token.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import type { AuthRequest } from "../request.ts";

/** Seconds after the last login there: somebody who comes back later is told as if it were new (ASVS 6.3.5). */
const KNOWN_FOR = 180 * 86_400;

/**
 * Remembers the client of a login. It is recognised by a secret of its own, not by its user agent or address, which
 * others can choose or share.
 *
 * @returns whether the user has logged in there before
 */
export async function rememberClient(
  request: AuthRequest,
  userId: string,
  transaction: AuthTransaction,
): Promise<boolean> {
  const { runtime, client, exchange, memo, now } = request;
  const { random, cookies } = runtime;
  // Always a new token: the presented one may have been planted by someone who also has it.
  const token = newToken(random.bytes);
  const [to, expiresAt] = [hashToken(token), later(now, KNOWN_FOR)];
  const from = presentedClientHash(request);
  const isKnown = from !== null && (await renewKnownClient(transaction.tx, { from, to, userId, now, expiresAt }));
  if (!isKnown) await insertKnownClient(transaction.tx, { id: random.uuid(), tokenHash: to, userId, expiresAt });
  transaction.afterCommit(() => {
    if (client === "browser") cookies.set(exchange, "device", token, { maxAgeSeconds: KNOWN_FOR });
    else memo.deviceToken = token;
  });
  return isKnown;
}

/** The hash of the token by which this client is recognised; null when it presents none. */
export function presentedClientHash({ runtime, client, exchange }: AuthRequest): string | null {
  const token = client === "browser" ? runtime.cookies.read(exchange, "device") : readDeviceToken(exchange);
  return token !== null && isTokenShaped(token) ? hashToken(token) : null;
}
