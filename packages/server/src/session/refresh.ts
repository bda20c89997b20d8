import { findAccountById } from "../db/accounts/accounts.ts";
import { noteChange } from "../db/accounts/accountTransaction.ts";
import {
  endReusedSession,
  type FoundRefreshToken,
  findRefreshToken,
  type Grace,
  type Standing,
  useRefreshToken,
} from "../db/tokens/refreshTokens.ts";
import { eventOf } from "../engine/audit/events.ts";
import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { changeAccounts } from "../engine/sessions/accountChanges.ts";
import { noteActivity } from "../engine/sessions/activity.ts";
import type { TokenGrant } from "../engine/tokens/accessTokens.ts";
import type { AppTokens } from "../engine/tokens/appTokens.ts";
import { customClaimsOf } from "../engine/tokens/customClaims.ts";
import { invalidProof } from "../engine/tokens/dpop/dpop.ts";
import { prepareTokens, tokenPair } from "../engine/tokens/sessionTokens.ts";
import { viewAccount, viewSession } from "../engine/view.ts";
import { AuthError } from "../lib/authError.ts";
import { later } from "../lib/instants.ts";
import { hashRefreshToken, isGenuine, type RefreshToken, readRefreshToken, successorOf } from "../lib/refreshToken.ts";
import { newToken } from "../lib/token.ts";
import { sharedTime } from "../ports/clock.ts";
import type { Tokens } from "../wire/state.ts";

export const refreshSessionLimits: LimitPlan = { volume: ["refreshSession"], isKeyed: true };

/**
 * Exchanges a refresh token for a new access token and the next refresh token. This does not extend the session, but
 * counts as a use.
 *
 * A token works once. Presented again within `session.tokens.refreshGrace` it gets the same successor, since the
 * response may have been lost; later it ends the session: someone has a copy (RFC 9700 §4.14.2).
 *
 * A token that is bound to a key is useless without a proof of the key: such a call changes nothing, so that a thief
 * cannot end the session either. An unbound one is bound to the first key that is proved with it. That key may be a
 * thief's, so presenting the token again later ends the session, with any key.
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
  // Otherwise a token would be used up without a response that can be given.
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

/** A token, and the key that its presenter proves to hold; null: none. */
interface Use {
  presented: RefreshToken;
  thumbprint: string | null;
}

/**
 * The app's claims of the next access token: requested before the token is used, so that it remains usable if the app
 * fails.
 */
async function claimsFor(
  request: AuthRequest,
  { presented, thumbprint }: Use,
  { customClaims, refreshGrace }: AppTokens,
): Promise<TokenGrant["claims"]> {
  if (customClaims === undefined) return {};
  const { database } = request.runtime;
  const grace = graceAt(request, refreshGrace);
  const found = await findRefreshToken(database, { ...standingAt(request), id: presented.chainId, grace });
  const hash = hashRefreshToken(presented);
  // The app is not called for anyone else.
  if (found === null || ![found.refreshToken.tokenHash, found.refreshToken.usedHash].includes(hash)) return {};
  // The error is determined where the token is used.
  if (!isHeld(found, thumbprint)) return {};
  const account = await findAccountById(database, found.user.id);
  if (account === null) throw refused();
  return customClaimsOf(customClaims, { user: viewAccount(account), session: viewSession(request, found.session) });
}

/** Whether the presenter proves the key to which the chain is bound, if any. */
function isHeld({ refreshToken: { keyThumbprint } }: FoundRefreshToken, thumbprint: string | null): boolean {
  return keyThumbprint === null || keyThumbprint === thumbprint;
}

async function firstUse(request: AuthRequest, { presented, thumbprint }: Use): Promise<FoundRefreshToken | null> {
  const { database, random, secrets, clock } = request.runtime;
  const successorSalt = newToken(random.bytes);
  return useRefreshToken(database, {
    ...standingAt(request),
    tokenHash: hashRefreshToken(presented),
    successorHash: hashRefreshToken(successorOf(presented, successorSalt, { secrets, isBound: thumbprint !== null })),
    successorSalt,
    keyThumbprint: thumbprint,
    usedAt: sharedTime(clock, request.now),
  });
}

/** @throws AuthError `invalid_token` for anything but the most recently used token, shortly after its use */
async function repeatedUse(
  request: AuthRequest,
  { presented, thumbprint }: Use,
  { refreshGrace }: AppTokens,
): Promise<FoundRefreshToken> {
  const { database, secrets } = request.runtime;
  const tokenHash = hashRefreshToken(presented);
  const grace = graceAt(request, refreshGrace);
  const found = await findRefreshToken(database, { ...standingAt(request), id: presented.chainId, grace });
  if (found === null) throw refused();
  const { usedHash, userVersion } = found.refreshToken;
  const isAnswered = usedHash === tokenHash && found.isRecent && userVersion === found.user.version;
  const wasBound = () => !isGenuine(presented, { secrets, isBound: false });
  // Only the holder of the key can use what was issued to the holder.
  if (!isHeld(found, thumbprint) && (isAnswered || wasBound())) throw thumbprint === null ? invalidProof() : refused();
  if (isAnswered) return found;
  if (wasBound() && !isGenuine(presented, { secrets, isBound: true })) throw refused();
  await changeAccounts(
    request.runtime,
    (transaction) =>
      endReusedSession(noteChange(transaction, found.user.id), { id: presented.chainId, tokenHash, grace }),
    (ended) =>
      ended === null
        ? []
        : [eventOf(request, { type: "refresh_token_reused", userId: ended.userId, sessionId: ended.id })],
  );
  throw refused();
}

function standingAt({ now, runtime }: AuthRequest): Standing {
  const { idleTimeout } = runtime.options.session;
  return { now, seenAfter: idleTimeout === null ? null : later(now, -idleTimeout) };
}

function graceAt({ now, runtime }: AuthRequest, seconds: number): Grace {
  return { at: sharedTime(runtime.clock, now), seconds };
}

function refused(): AuthError {
  return new AuthError("invalid_token", { param: "refreshToken" });
}
