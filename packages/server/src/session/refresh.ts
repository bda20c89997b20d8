import { findAccountById } from "../db/accounts/accounts.ts";
import { noteChange } from "../db/accounts/accountTransaction.ts";
import {
  endReusedSession,
  type FoundRefreshToken,
  findRefreshToken,
  type Standing,
  useRefreshToken,
} from "../db/tokens/refreshTokens.ts";
import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { changeAccounts } from "../engine/sessions/accountChanges.ts";
import { noteActivity } from "../engine/sessions/activity.ts";
import type { TokenGrant } from "../engine/tokens/accessTokens.ts";
import type { AppTokens } from "../engine/tokens/appTokens.ts";
import { customClaimsOf } from "../engine/tokens/customClaims.ts";
import { invalidProof } from "../engine/tokens/dpop/dpop.ts";
import { prepareTokens, tokenPair } from "../engine/tokens/sessionTokens.ts";
import { emitEvent } from "../engine/transaction.ts";
import { viewAccount, viewSession } from "../engine/view.ts";
import { AuthError } from "../lib/authError.ts";
import { later } from "../lib/instants.ts";
import { hashRefreshToken, isGenuine, type RefreshToken, readRefreshToken, successorOf } from "../lib/refreshToken.ts";
import { newToken } from "../lib/token.ts";
import type { Tokens } from "../wire/state.ts";

export const refreshSessionLimits: LimitPlan = { volume: ["refreshSession"], isKeyed: true };

/**
 * Exchanges a refresh token for a new access token and the next refresh token. The session lives no longer for it, but
 * counts as used.
 *
 * A token works once. Shown again within `session.tokens.refreshGrace` it gets the same successor, since the answer may have
 * been lost; later it ends the session: somebody has a copy (RFC 9700 §4.14.2).
 *
 * A token that is bound to a key is no use to whoever cannot prove to hold it: such a call changes nothing, so that a thief
 * cannot end the session either. One that is bound to none is bound to the key that is first proved with it: that may be a
 * thief's, so whoever shows it again later ends the session, with whatever key.
 *
 * @throws AuthError `invalid_token`, param `refreshToken`, also where apps keep session tokens, and for another's key;
 *   `invalid_dpop_proof`, `use_dpop_nonce`
 */
export async function refreshSession(
  request: AuthRequest,
  { refreshToken }: { refreshToken: string },
): Promise<Tokens> {
  const { runtime, client, now } = request;
  const presented = readRefreshToken(refreshToken);
  if (runtime.tokens === null || client !== "app" || presented === null) throw refused();
  await request.limits.take({ key: presented.chainId });
  // Or a token would be used up for an answer that cannot be given.
  const grant = await prepareTokens(request, null);
  if (grant === null) throw refused();
  const use = { presented, thumbprint: grant.thumbprint };
  const claims = await claimsFor(request, use, runtime.tokens);
  const found = (await firstUse(request, use)) ?? (await repeatedUse(request, use, runtime.tokens));
  const current = await noteActivity(request, found);
  if (current === null) throw refused();
  const { session } = current;
  const { successorSalt, keyThumbprint } = found.refreshToken;
  const given = { secrets: runtime.secrets, isBound: keyThumbprint !== null };
  const successor = successorOf(presented, successorSalt ?? "", given);
  return tokenPair(runtime, { session, refreshToken: successor, grant: { ...grant, claims }, now });
}

/** A token, and the key that whoever shows it proves to hold; null: they prove none. */
interface Use {
  presented: RefreshToken;
  thumbprint: string | null;
}

/** What the app adds to the next access token: asked before the token is used, which stays usable where the app fails. */
async function claimsFor(
  request: AuthRequest,
  { presented, thumbprint }: Use,
  { customClaims }: AppTokens,
): Promise<TokenGrant["claims"]> {
  if (customClaims === undefined) return {};
  const { database } = request.runtime;
  const found = await findRefreshToken(database, presented.chainId, standingAt(request));
  const hash = hashRefreshToken(presented);
  // Nobody else's call is worth asking the app for.
  if (found === null || ![found.refreshToken.tokenHash, found.refreshToken.usedHash].includes(hash)) return {};
  // What it is refused with is decided where it is used.
  if (!isHeld(found, thumbprint)) return {};
  const account = await findAccountById(database, found.user.id);
  if (account === null) throw refused();
  return customClaimsOf(customClaims, { user: viewAccount(account), session: viewSession(found.session) });
}

/** Whether whoever shows a token proves the key that its chain is bound to, if it is. */
function isHeld({ refreshToken: { keyThumbprint } }: FoundRefreshToken, thumbprint: string | null): boolean {
  return keyThumbprint === null || keyThumbprint === thumbprint;
}

async function firstUse(request: AuthRequest, { presented, thumbprint }: Use): Promise<FoundRefreshToken | null> {
  const { database, random, secrets } = request.runtime;
  const successorSalt = newToken(random.bytes);
  return useRefreshToken(database, {
    ...standingAt(request),
    tokenHash: hashRefreshToken(presented),
    successorHash: hashRefreshToken(successorOf(presented, successorSalt, { secrets, isBound: thumbprint !== null })),
    successorSalt,
    keyThumbprint: thumbprint,
  });
}

/** @throws AuthError `invalid_token` for anything but the token that was used last, a moment ago */
async function repeatedUse(
  request: AuthRequest,
  { presented, thumbprint }: Use,
  { refreshGrace }: AppTokens,
): Promise<FoundRefreshToken> {
  const { database, secrets } = request.runtime;
  const tokenHash = hashRefreshToken(presented);
  const answeredAfter = later(request.now, -refreshGrace);
  const found = await findRefreshToken(database, presented.chainId, standingAt(request));
  if (found === null) throw refused();
  const { usedHash, usedAt, userVersion } = found.refreshToken;
  const isLast = usedHash === tokenHash && usedAt !== null && usedAt > answeredAfter;
  const isAnswered = isLast && userVersion === found.user.version;
  const wasBound = () => !isGenuine(presented, { secrets, isBound: false });
  // Nobody but the holder of the key can do anything with what was given to the holder.
  if (!isHeld(found, thumbprint) && (isAnswered || wasBound())) throw thumbprint === null ? invalidProof() : refused();
  if (isAnswered) return found;
  if (wasBound() && !isGenuine(presented, { secrets, isBound: true })) throw refused();
  const ended = await changeAccounts(request.runtime, (transaction) =>
    endReusedSession(noteChange(transaction, found.user.id), { id: presented.chainId, tokenHash, answeredAfter }),
  );
  if (ended !== null) emitEvent(request, { type: "refresh_token_reused", userId: ended.userId, sessionId: ended.id });
  throw refused();
}

function standingAt({ now, runtime }: AuthRequest): Standing {
  const { idleTimeout } = runtime.options.session;
  return { now, seenAfter: idleTimeout === null ? null : later(now, -idleTimeout) };
}

function refused(): AuthError {
  return new AuthError("invalid_token", { param: "refreshToken" });
}
