import { z } from "zod";
import { clientIdentityOf } from "../config/social/providers.ts";
import { takeSocialRedirect } from "../db/credentials/socialRedirects.ts";
import type { SocialRedirectRow } from "../db/rows.ts";
import { requireSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { emitEvent } from "../engine/transaction.ts";
import { AuthError, FailedJourney } from "../lib/authError.ts";
import { hashToken, isTokenShaped } from "../lib/token.ts";
import type { Provider } from "../ports/provider.ts";
import type { SocialCallback } from "../wire/social.ts";
import type { AuthState } from "../wire/state.ts";
import { connectIdentity } from "./connect.ts";
import { callProvider, findProvider, redirectUriOf } from "./findProvider.ts";
import { identityOf, type SocialIdentity } from "./identity.ts";
import { logInWith } from "./login.ts";
import { reauthenticateWith } from "./reauthenticate.ts";
import { forgetJourney, presentedClientTokens } from "./redirect.ts";

export interface CallbackInput {
  provider: string;
  state: string;
  code?: string | undefined;
  error?: string | undefined;
  iss?: string | undefined;
  /** Other parameters of the response. */
  extra: Record<string, string>;
}

const secretsSchema = z.object({
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Missing in redirects that an older version started. */
  client: z.string().optional(),
  /** The hash of the key of an invitation. */
  invitation: z.string().optional(),
});

/**
 * Handles the return from a provider. The state is used up first; then the code is exchanged, once.
 *
 * @throws AuthError `invalid_token` (param `state`, `iss` or `code`), `access_denied`, `provider_failed`,
 *   `connected_other`, `signup_closed`, `account_inactive`, `already_authenticated`, `not_connected`, `not_enabled`,
 *   `invalid_or_expired_key` (param `invitation`)
 */
export async function finishRedirect(request: AuthRequest, input: CallbackInput): Promise<SocialCallback> {
  const provider = await findProvider(request, input.provider);
  const journey = await takeJourney(request, { provider, state: input.state });
  const { process, callbackUrl } = journey;
  const state = await completeRedirect(request, { provider, journey, input }).catch((error: unknown) => {
    // The front end must know where to continue, whatever the outcome.
    const stored = { process, callbackUrl };
    throw error instanceof AuthError ? error.on(stored) : new FailedJourney(stored, error);
  });
  return { ...state, process, callbackUrl };
}

interface Arrival {
  provider: Provider;
  journey: SocialRedirectRow;
  input: CallbackInput;
}

async function completeRedirect(request: AuthRequest, { provider, journey, input }: Arrival): Promise<AuthState> {
  const { process, userVersion: version } = journey;
  if (process !== "login" && (await requireSession(request)).session.id !== journey.sessionId)
    throw new AuthError("invalid_token", { param: "state" });
  if (input.error !== undefined) throw refusalOf(request, provider, input.error);
  if (input.code === undefined || input.code === "") throw new AuthError("required", { param: "code" });
  assertIssuer(provider, input.iss);
  const secrets = secretsOf(request, { provider, journey });
  const identity = await identify(request, { provider, journey, secrets, input: { ...input, code: input.code } });
  switch (process) {
    case "login":
      return logInWith(request, { provider, identity, invitation: secrets.invitation });
    case "connect":
      return connectIdentity(request, { identity, version });
    case "reauthenticate":
      return reauthenticateWith(request, { identity, version, since: journey.createdAt, param: "code" });
  }
}

async function takeJourney(
  request: AuthRequest,
  { provider, state }: { provider: Provider; state: string },
): Promise<SocialRedirectRow> {
  const clientHashes = presentedClientTokens(request).map(hashToken);
  const wanted = { stateHash: hashToken(state), provider: provider.id, now: request.now };
  const journey = isTokenShaped(state)
    ? await takeSocialRedirect(request.runtime.database, { ...wanted, clientHashes })
    : null;
  if (journey === null) throw new AuthError("invalid_token", { param: "state" });
  forgetJourney(request, journey.clientHash);
  return journey;
}

/** The error that the provider, or its user, returned instead of a code (RFC 6749 §4.1.2.1). */
function refusalOf(request: AuthRequest, provider: Provider, error: string): AuthError {
  const isDenied =
    error === "access_denied" || error === "user_cancelled_authorize" || error === "user_cancelled_login";
  if (isDenied) return new AuthError("access_denied");
  emitEvent(request, { type: "provider_failed", userId: null, detail: provider.id });
  return new AuthError("provider_failed");
}

/**
 * RFC 9207 §2.4: a response that names another issuer was meant for another client. Providers are often configured
 * without the trailing slash that they publish; the exchange compares with the published issuer.
 */
function assertIssuer({ issuer, requiresIss }: Provider, iss: string | undefined): void {
  const isWrong = iss === undefined ? requiresIss : issuer !== null && withoutSlash(iss) !== withoutSlash(issuer);
  if (isWrong) throw new AuthError("invalid_token", { param: "iss" });
}

function withoutSlash(issuer: string): string {
  return issuer.replace(/\/$/, "");
}

type RedirectSecrets = z.output<typeof secretsSchema>;

/** What the redirect has kept. @throws AuthError `invalid_token` */
function secretsOf(
  { runtime }: AuthRequest,
  { provider, journey }: Pick<Arrival, "provider" | "journey">,
): RedirectSecrets {
  const sealed = runtime.secrets.unseal("social_redirect", journey.secretsSealed, journey.id);
  const { data: secrets } = secretsSchema.safeParse(JSON.parse(sealed));
  // A newer version has started it: its user begins again here.
  if (secrets === undefined) throw new AuthError("invalid_token", { param: "state" });
  // Another tenant's provider of the same name would get this one's code.
  if (secrets.client !== undefined && secrets.client !== clientIdentityOf(provider))
    throw new AuthError("invalid_token", { param: "state" });
  return secrets;
}

async function identify(
  request: AuthRequest,
  {
    provider,
    journey,
    secrets: { nonce, codeVerifier },
    input,
  }: Arrival & { secrets: RedirectSecrets; input: CallbackInput & { code: string } },
): Promise<SocialIdentity> {
  const { providerHttp: http } = request.runtime;
  const { code, iss = null, extra } = input;
  return callProvider(request, { provider, param: "code" }, async () => {
    const redirectUri = redirectUriOf(request, provider);
    const tokens = await provider.exchange({ code, codeVerifier, redirectUri, iss, extra }, http);
    const reauthenticates = journey.process === "reauthenticate";
    const profile = await provider.profile(tokens, { nonce, now: request.now, extra, reauthenticates }, http);
    return identityOf(request, { provider, profile, tokens });
  });
}
