import { createHash } from "node:crypto";
import { useTokenOnce } from "../db/tokens/usedTokens.ts";
import type { AuthRequest } from "../engine/request.ts";
import { providersOf } from "../engine/social/providers.ts";
import { AuthError } from "../lib/authError.ts";
import { later } from "../lib/instants.ts";
import type { NativeToken, Provider } from "../ports/provider.ts";
import type { SocialProcess } from "../wire/social.ts";
import type { AuthState } from "../wire/state.ts";
import { connectIdentity } from "./connect.ts";
import { callProvider, findProvider } from "./findProvider.ts";
import { identityOf } from "./identity.ts";
import { presentedInvitation } from "./invited.ts";
import { logInWith } from "./login.ts";
import { reauthenticateWith } from "./reauthenticate.ts";
import { limitsOf, sessionFor } from "./redirect.ts";

export interface TokenInput {
  provider: string;
  process: SocialProcess;
  token: NativeToken & { clientId?: string | undefined };
  /** The key of an invitation, for a login that creates an account. */
  invitation?: string | undefined;
}

/** Seconds for which a token without an expiry is remembered as used. */
const REMEMBERED = 86_400;
/** Seconds within which a token must arrive after its user gave a credential, besides the tolerance for clocks. */
const FRESH = 60;

/**
 * Logs in, connects, or reauthenticates, with a token that the app obtained itself: from a native SDK or One Tap.
 *
 * @throws AuthError `unknown_provider`, `token_authentication_not_supported`, `token_required`, `client_id_required`,
 *   `client_id_mismatch`, `invalid_token` (param `token`), `invalid_or_expired_key` (param `invitation`), and as {@link logInWith}, or {@link reauthenticateWith}
 */
export async function useProviderToken(
  request: AuthRequest,
  { provider: id, process, token, invitation: key }: TokenInput,
): Promise<AuthState> {
  const { database, providerHttp } = request.runtime;
  await request.limits.take(limitsOf(process));
  const apps = await findApps(request, id);
  const { clientId, ...native } = token;
  if (!native.idToken && !native.accessToken) throw new AuthError("token_required", { param: "token" });
  if (clientId === undefined) throw new AuthError("client_id_required", { param: "token" });
  const provider = apps.find((app) => [app.clientId, ...(app.clientIds ?? [])].includes(clientId));
  if (provider === undefined) throw new AuthError("client_id_mismatch", { param: "token" });
  await sessionFor(request, process, provider.id);
  const invitation = await presentedInvitation(request, { process, invitation: key });
  const verified = await callProvider(request, { provider, param: "token" }, () =>
    provider.verifyToken(native, { now: request.now }, providerHttp),
  );
  const identity = identityOf(request, { provider, ...verified });
  if (verified.replayKey !== null) {
    // By the accounts: a token that two apps accept works once.
    const keyHash = createHash("sha256").update(`${identity.provider}:${verified.replayKey}`).digest("base64url");
    const expiresAt = verified.expiresAt ?? later(request.now, REMEMBERED);
    if (!(await useTokenOnce(database, { keyHash, expiresAt })))
      throw new AuthError("invalid_token", { param: "token" });
  }
  switch (process) {
    case "login":
      return logInWith(request, { provider, identity, invitation });
    case "connect":
      return connectIdentity(request, { identity, version: null });
    case "reauthenticate":
      // Nothing shows when the SDK asked the user, unless the token says so.
      if (identity.authenticatedAt === null) throw new AuthError("invalid_token", { param: "token" });
      return reauthenticateWith(request, {
        identity,
        version: null,
        since: later(request.now, -FRESH),
        param: "token",
      });
  }
}

type TokenProvider = Provider & Required<Pick<Provider, "verifyToken">>;

/**
 * The apps whose tokens are accepted for a provider: its own, and others that share its accounts.
 *
 * @throws AuthError `unknown_provider`, `token_authentication_not_supported`
 */
async function findApps(request: AuthRequest, id: string): Promise<TokenProvider[]> {
  const provider = await findProvider(request, id);
  const sharing = (await providersOf(request)).filter(({ accountsOf }) => accountsOf === id);
  const apps = [provider, ...sharing].filter((app): app is TokenProvider => app.verifyToken !== undefined);
  if (apps.length === 0) throw new AuthError("token_authentication_not_supported", { param: "provider" });
  return apps;
}
