import type { SessionRow } from "../../db/rows.ts";
import { putRefreshToken } from "../../db/tokens/refreshTokens.ts";
import { firstRefreshToken, hashRefreshToken, type RefreshToken } from "../../lib/refreshToken.ts";
import type { RawToken } from "../../lib/token.ts";
import type { Tokens } from "../../wire/state.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import type { AuthRequest, Runtime } from "../request.ts";

/** A session that was made, or whose token was renewed, with the only copy of what its client must keep. */
export interface GivenSession {
  readonly session: SessionRow;
  readonly token: RawToken;
  /** Null: the client keeps the session's own token. */
  readonly refreshToken: RefreshToken | null;
}

/**
 * Gives a session of an app a refresh token, where the app is to keep one; whatever it had before is void.
 *
 * @returns null for a browser, and where apps keep session tokens
 */
export async function giveRefreshToken(
  { runtime, client }: AuthRequest,
  { session, userVersion }: { session: SessionRow; userVersion: number },
  { tx }: AuthTransaction,
): Promise<RefreshToken | null> {
  if (runtime.tokens === null || client !== "app") return null;
  const { random, secrets } = runtime;
  const refreshToken = firstRefreshToken(random.uuid(), secrets, random.bytes);
  const tokenHash = hashRefreshToken(refreshToken);
  await putRefreshToken(tx, { id: refreshToken.chainId, sessionId: session.id, tokenHash, userVersion });
  return refreshToken;
}

/** What an app must keep of a session; undefined for a browser. After the commit: an access token is signed. */
export async function tokensOf(request: AuthRequest, given: GivenSession): Promise<Tokens | undefined> {
  const { runtime, client, now } = request;
  if (client !== "app") return undefined;
  const { refreshToken } = given;
  return refreshToken === null
    ? { sessionToken: given.token }
    : tokenPair(runtime, { session: given.session, refreshToken, now });
}

/** An access token beside a refresh token. */
export async function tokenPair(
  { tokens }: Runtime,
  { session, refreshToken, now }: { session: SessionRow; refreshToken: RefreshToken; now: Date },
): Promise<Tokens> {
  if (tokens === null) throw new Error("a refresh token where apps keep session tokens");
  const { token, expiresIn } = await tokens.sign(session, now);
  return { accessToken: token, refreshToken: refreshToken.raw, expiresIn };
}

/**
 * Fails, before anything is done, where no access token could be signed: what is done then would be lost. Not to be called in
 * a transaction, since it may read the keys.
 */
export async function assertSigning({ runtime, client }: AuthRequest): Promise<void> {
  if (client === "app") await runtime.tokens?.keys.signer();
}
