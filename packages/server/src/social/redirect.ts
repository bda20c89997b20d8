import type { SessionRead } from "../db/sessions.ts";
import { insertSocialRedirect } from "../db/socialRedirects.ts";
import { presentedFlowToken, requireSession } from "../engine/current.ts";
import { assertGuarded } from "../engine/reauthentication.ts";
import { type AuthRequest, later } from "../engine/request.ts";
import { hashToken, isTokenShaped, newToken } from "../lib/token.ts";
import type { SocialProcess, SocialRedirect } from "../wire/social.ts";
import { checkCallbackUrl } from "./callbackUrl.ts";
import { asking, findProvider, redirectUriOf } from "./findProvider.ts";

/** Seconds that somebody may take at the provider. */
const JOURNEY_LIFETIME = 900;

export interface RedirectInput {
  provider: string;
  callbackUrl: string;
  process: SocialProcess;
}

/**
 * Sets out for a provider: with a state that works once and only for this client, PKCE, and a nonce.
 *
 * @throws AuthError `unknown_provider`, `invalid_url`, `not_authenticated`,
 *   `reauthentication_required`, `provider_failed`
 */
export async function beginRedirect(request: AuthRequest, input: RedirectInput): Promise<SocialRedirect> {
  const { options, random, secrets, database, cookies, providerHttp } = request.runtime;
  const provider = findProvider(request, input.provider);
  const callbackUrl = checkCallbackUrl(input.callbackUrl, options);
  const read = input.process === "connect" ? await connecting(request) : null;
  if (request.client === "browser") request.exchange.assertCookies();
  const [state, nonce, codeVerifier] = [newToken(random.bytes), newToken(random.bytes), newToken(random.bytes)];
  const asked = { state, nonce, codeVerifier, redirectUri: redirectUriOf(options, provider) };
  const url = await asking(request, { provider, param: "provider" }, () =>
    provider.authorizationUrl(asked, providerHttp),
  );
  // A new one for each journey, never the presented one: whoever planted that would come back in the visitor's place.
  const client = newToken(random.bytes);
  const id = random.uuid();
  await insertSocialRedirect(database, {
    ...{
      id,
      stateHash: hashToken(state),
      clientHash: hashToken(client),
      provider: provider.id,
      callbackUrl,
      sessionId: read?.session.id ?? null,
      userVersion: read?.user.version ?? null,
    },
    process: input.process,
    secretsSealed: secrets.seal("social_redirect", JSON.stringify({ nonce, codeVerifier }), id),
    createdAt: request.now,
    expiresAt: later(request.now, JOURNEY_LIFETIME),
  });
  const answer = { redirectUrl: url.href };
  if (request.client === "app") return { ...answer, tokens: { flowToken: client } };
  cookies.set(request.exchange, "redirect", client, { maxAgeSeconds: JOURNEY_LIFETIME });
  return answer;
}

async function connecting(request: AuthRequest): Promise<SessionRead> {
  const read = await requireSession(request);
  await assertGuarded(read, request);
  return read;
}

/** The token that a client presents for the journey it began last; null when it presents none. */
export function presentedClientToken(request: AuthRequest): string | null {
  const { cookies } = request.runtime;
  const token = request.client === "app" ? presentedFlowToken(request) : cookies.read(request.exchange, "redirect");
  return token !== null && isTokenShaped(token) ? token : null;
}
