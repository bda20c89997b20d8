import type { SessionRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { putRefreshToken } from "../../db/tokens/refreshTokens.ts";
import { firstRefreshToken, hashRefreshToken, type RefreshToken } from "../../lib/refreshToken.ts";
import type { RawToken } from "../../lib/token.ts";
import type { Tokens } from "../../wire/state.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import type { AuthRequest, Runtime } from "../request.ts";
import { viewSession, viewUser } from "../view.ts";
import type { TokenGrant } from "./accessTokens.ts";
import { customClaimsOf, type TokenSubject } from "./customClaims.ts";
import { invalidProof } from "./dpop/dpop.ts";

/** A session that was created, or whose token was renewed, with the only copy of what its client must keep. */
export interface GivenSession {
  readonly session: SessionRow;
  readonly token: RawToken;
  /** Null: the client keeps the session's own token. */
  readonly issued: IssuedTokens | null;
}

/** A session whose token was renewed. */
export interface RenewedSession extends GivenSession {
  /** The session as it is since, by what its transaction knew. */
  readonly known: FoundSession;
}

/** A refresh token, and the contents of the access token that goes with it. */
export interface IssuedTokens {
  readonly refreshToken: RefreshToken;
  readonly grant: TokenGrant;
}

/**
 * Prepares everything that tokens need before anything is changed: a change would be lost if no tokens could be issued
 * for it. Not to be called in a transaction: it may read keys, uses up the proof of the request, and calls the app.
 *
 * @param subject the user and session; null while unknown, as when a login comes to wait
 * @returns null for a browser, and where apps keep session tokens
 * @throws AuthError `invalid_dpop_proof`, `use_dpop_nonce`
 */
export async function prepareTokens(
  { runtime, client, key }: AuthRequest,
  subject: TokenSubject | null,
): Promise<TokenGrant | null> {
  const { tokens } = runtime;
  if (tokens === null || client !== "app") return null;
  await tokens.keys.signer();
  const thumbprint = await key.thumbprint();
  if (thumbprint === null && tokens.dpop?.isRequired) throw invalidProof();
  return { thumbprint, claims: subject === null ? {} : await customClaimsOf(tokens.customClaims, subject) };
}

/** As {@link prepareTokens}, for a session that gets a new token. @param also what changes with it */
export async function prepareRenewal(
  request: AuthRequest,
  { session, user, primaryEmail }: FoundSession,
  also: Partial<Pick<SessionRow, "methods" | "reauthenticatedAt">> = {},
): Promise<TokenGrant | null> {
  const renewed = viewSession(request, { ...session, ...also });
  return prepareTokens(request, { user: viewUser(user, primaryEmail), session: renewed });
}

/**
 * Gives an app's session a refresh token, where apps use them; any previous one is void.
 *
 * @param given `grant`: from {@link prepareTokens}
 */
export async function giveRefreshToken(
  { runtime }: AuthRequest,
  { session, userVersion, grant }: { session: SessionRow; userVersion: number; grant: TokenGrant | null },
  { tx }: AuthTransaction,
): Promise<IssuedTokens | null> {
  if (grant === null) return null;
  const { random, secrets } = runtime;
  const keyThumbprint = grant.thumbprint;
  const given = { secrets, isBound: keyThumbprint !== null };
  const refreshToken = firstRefreshToken(random.uuid(), given, random.bytes);
  const tokenHash = hashRefreshToken(refreshToken);
  await putRefreshToken(tx, {
    id: refreshToken.chainId,
    sessionId: session.id,
    tokenHash,
    keyThumbprint,
    userVersion,
  });
  return { refreshToken, grant };
}

/**
 * The tokens that an app must keep for a session; undefined for a browser. To be called after the commit: it signs an
 * access token.
 */
export async function tokensOf(request: AuthRequest, given: GivenSession): Promise<Tokens | undefined> {
  const { runtime, client, now, memo } = request;
  if (client !== "app") return undefined;
  const { issued, session, token } = given;
  const { deviceToken } = memo;
  delete memo.deviceToken;
  const tokens = issued === null ? { sessionToken: token } : await tokenPair(runtime, { ...issued, session, now });
  return deviceToken === undefined ? tokens : { ...tokens, deviceToken };
}

/** An access token with its refresh token. */
export async function tokenPair(
  { tokens }: Runtime,
  { session, refreshToken, grant, now }: IssuedTokens & { session: SessionRow; now: Date },
): Promise<Tokens> {
  if (tokens === null) throw new Error("a refresh token where apps keep session tokens");
  const { token, expiresIn } = await tokens.sign(session, grant, now);
  const bound = grant.thumbprint === null ? {} : ({ tokenType: "DPoP" } as const);
  return { accessToken: token, refreshToken: refreshToken.raw, expiresIn, ...bound };
}
