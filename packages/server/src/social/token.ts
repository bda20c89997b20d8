import { createHash } from "node:crypto";
import { useTokenOnce } from "../db/tokens/usedTokens.ts";
import { requireSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { assertGuarded } from "../engine/sessions/reauthentication.ts";
import { AuthError } from "../lib/authError.ts";
import { later } from "../lib/instants.ts";
import type { NativeToken } from "../ports/provider.ts";
import type { SocialProcess } from "../wire/social.ts";
import type { AuthState } from "../wire/state.ts";
import { connectIdentity } from "./connect.ts";
import { callProvider, findProvider } from "./findProvider.ts";
import { identityOf } from "./identity.ts";
import { logInWith } from "./login.ts";

export interface TokenInput {
  provider: string;
  process: SocialProcess;
  token: NativeToken & { clientId?: string | undefined };
}

/** Seconds for which a token without an expiry is remembered as used. */
const REMEMBERED = 86_400;

/**
 * Logs in, or connects, with a token that the app obtained itself: from a native SDK or One Tap.
 *
 * @throws AuthError `unknown_provider`, `token_authentication_not_supported`, `token_required`, `client_id_required`,
 *   `client_id_mismatch`, `invalid_token` (param `token`), and as {@link logInWith}
 */
export async function useProviderToken(
  request: AuthRequest,
  { provider: id, process, token }: TokenInput,
): Promise<AuthState> {
  const { database, providerHttp } = request.runtime;
  const provider = findProvider(request, id);
  if (provider.verifyToken === undefined)
    throw new AuthError("token_authentication_not_supported", { param: "provider" });
  const { clientId, ...native } = token;
  if (!native.idToken && !native.accessToken) throw new AuthError("token_required", { param: "token" });
  if (clientId === undefined) throw new AuthError("client_id_required", { param: "token" });
  if (![provider.clientId, ...(provider.clientIds ?? [])].includes(clientId))
    throw new AuthError("client_id_mismatch", { param: "token" });
  if (process === "connect") await assertGuarded(await requireSession(request), request);
  const verify = provider.verifyToken;
  const verified = await callProvider(request, { provider, param: "token" }, () =>
    verify.call(provider, native, { now: request.now }, providerHttp),
  );
  const identity = identityOf(request, { provider, ...verified });
  if (verified.replayKey !== null) {
    const keyHash = createHash("sha256").update(`${provider.id}:${verified.replayKey}`).digest("base64url");
    const expiresAt = verified.expiresAt ?? later(request.now, REMEMBERED);
    if (!(await useTokenOnce(database, { keyHash, expiresAt })))
      throw new AuthError("invalid_token", { param: "token" });
  }
  return process === "login"
    ? logInWith(request, { provider, identity })
    : connectIdentity(request, { identity, version: null });
}
