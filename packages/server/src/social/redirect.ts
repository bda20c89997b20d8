import { clientIdentityOf } from "../config/social/providers.ts";
import { insertSocialRedirect } from "../db/credentials/socialRedirects.ts";
import type { FoundSession } from "../db/sessions.ts";
import { assertGuarded } from "../engine/assurance/reauthentication.ts";
import { presentedFlowToken, requireSession } from "../engine/current.ts";
import type { LimitSubject } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { later } from "../lib/instants.ts";
import { hashToken, isTokenShaped, newToken } from "../lib/token.ts";
import type { SocialProcess, SocialRedirect } from "../wire/social.ts";
import { checkCallbackUrl } from "./callbackUrl.ts";
import { callProvider, findProvider, redirectUriOf } from "./findProvider.ts";
import { presentedInvitation } from "./invited.ts";
import { assertOffered } from "./reauthenticate.ts";

/** Seconds for which the user may stay at the provider. */
const JOURNEY_LIFETIME = 900;

export interface RedirectInput {
  provider: string;
  callbackUrl: string;
  process: SocialProcess;
  /** The key of an invitation, for a login that creates an account. */
  invitation?: string | undefined;
}

/**
 * Begins a redirect to a provider: with a state that works once and only for this client, PKCE, and a nonce.
 *
 * @throws AuthError `unknown_provider`, `invalid_url`, `not_authenticated`, `reauthentication_required`,
 *   `not_enabled`, `not_connected`, `provider_failed`, `invalid_or_expired_key` (param `invitation`)
 */
export async function beginRedirect(request: AuthRequest, input: RedirectInput): Promise<SocialRedirect> {
  const { options, random, secrets, database, cookies, providerHttp } = request.runtime;
  await request.limits.take(limitsOf(input.process));
  const provider = await findProvider(request, input.provider);
  const callbackUrl = checkCallbackUrl(input.callbackUrl, options);
  const current = await sessionFor(request, input.process, provider.id);
  const invitation = await presentedInvitation(request, input);
  if (request.client === "browser") request.exchange.assertCookies();
  const [state, nonce, codeVerifier] = [newToken(random.bytes), newToken(random.bytes), newToken(random.bytes)];
  const reauthenticates = input.process === "reauthenticate";
  const asked = { state, nonce, codeVerifier, redirectUri: redirectUriOf(request, provider), reauthenticates };
  const url = await callProvider(request, { provider, param: "provider" }, () =>
    provider.authorizationUrl(asked, providerHttp),
  );
  // A new one for each redirect, never a presented one, which may have been planted and be known.
  const client = newToken(random.bytes);
  const id = random.uuid();
  await insertSocialRedirect(database, {
    id,
    stateHash: hashToken(state),
    clientHash: hashToken(client),
    provider: provider.id,
    callbackUrl,
    sessionId: current?.session.id ?? null,
    userVersion: current?.user.version ?? null,
    process: input.process,
    secretsSealed: secrets.seal(
      "social_redirect",
      JSON.stringify({ nonce, codeVerifier, client: clientIdentityOf(provider), invitation }),
      id,
    ),
    createdAt: request.now,
    expiresAt: later(request.now, JOURNEY_LIFETIME),
  });
  const answer = { redirectUrl: url.href };
  if (request.client === "app") return { ...answer, tokens: { flowToken: client } };
  const kept = [client, ...presentedClientTokens(request)].slice(0, MAX_CLIENT_TOKENS);
  cookies.set(request.exchange, "redirect", kept.join(SEPARATOR), { maxAgeSeconds: JOURNEY_LIFETIME });
  return answer;
}

/** Reauthentication counts as at any other method; `social.callback` and `social.token` follow a redirect or an SDK. */
export function limitsOf(process: SocialProcess): LimitSubject {
  return process === "reauthenticate" ? { also: ["reauthenticate"] } : {};
}

/** The session in which a provider account is connected, or reauthenticates; null for a login. */
export async function sessionFor(
  request: AuthRequest,
  process: SocialProcess,
  provider: string,
): Promise<FoundSession | null> {
  if (process === "login") return null;
  const current = await requireSession(request);
  if (process === "connect") await assertGuarded(current, request, "connections");
  else await assertOffered(request, { current, provider });
  return current;
}

/** Maximum of redirects in progress in one browser, from as many tabs. */
const MAX_CLIENT_TOKENS = 4;
/** Occurs in no token. */
const SEPARATOR = ".";

/** The tokens that a client presents for redirects, the newest first. */
export function presentedClientTokens(request: AuthRequest): string[] {
  const { cookies } = request.runtime;
  const presented = request.client === "app" ? presentedFlowToken(request) : cookies.read(request.exchange, "redirect");
  return (presented ?? "").split(SEPARATOR).filter(isTokenShaped).slice(0, MAX_CLIENT_TOKENS);
}

/** A redirect has ended: its token is removed from the cookie, if the response can still do so. */
export function forgetJourney(request: AuthRequest, clientHash: string): void {
  const { exchange, runtime, client } = request;
  if (client !== "browser" || !exchange.canSetCookies()) return;
  const rest = presentedClientTokens(request).filter((token) => hashToken(token) !== clientHash);
  if (rest.length === 0) runtime.cookies.clear(exchange, "redirect");
  else runtime.cookies.set(exchange, "redirect", rest.join(SEPARATOR), { maxAgeSeconds: JOURNEY_LIFETIME });
}
