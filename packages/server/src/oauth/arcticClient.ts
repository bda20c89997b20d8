import { withDeadline } from "../ports/deadline.ts";
import { ProviderError } from "../ports/provider.ts";
import { cleanJson } from "./http/cleanJson.ts";
import { errorCodeOf, withoutDetails } from "./http/providerHttp.ts";

/** arctic's `OAuth2Tokens`. */
export interface ArcticTokens {
  /** The token endpoint's response. */
  data: object;
}

interface ArcticRefresh {
  refreshAccessToken?(refreshToken: string, scopes: string[]): Promise<ArcticTokens>;
}

/** One of arctic's clients without PKCE, such as its `GitHub`. */
export interface ArcticClientWithoutPkce extends ArcticRefresh {
  createAuthorizationURL(state: string, scopes: string[]): URL;
  validateAuthorizationCode(code: string): Promise<ArcticTokens>;
}

/** One of arctic's clients with PKCE, such as its `Google`. */
export interface ArcticClientWithPkce extends ArcticRefresh {
  createAuthorizationURL(state: string, codeVerifier: string, scopes: string[]): URL;
  validateAuthorizationCode(code: string, codeVerifier: string): Promise<ArcticTokens>;
}

export type ArcticClient = ArcticClientWithoutPkce | ArcticClientWithPkce;

export interface Authorization {
  state: string;
  codeVerifier: string;
  scopes: readonly string[];
}

/** The client's authorization URL. The few clients that omit the state get it added. */
export function arcticUrl(client: ArcticClient, { state, codeVerifier, scopes }: Authorization): URL {
  const url = takesVerifier(client)
    ? client.createAuthorizationURL(state, codeVerifier, [...scopes])
    : client.createAuthorizationURL(state, [...scopes]);
  url.searchParams.set("state", state);
  return url;
}

export function arcticExchange(
  client: ArcticClient,
  { code, codeVerifier }: { code: string; codeVerifier: string },
): Promise<ArcticTokens> {
  return takesVerifier(client)
    ? client.validateAuthorizationCode(code, codeVerifier)
    : client.validateAuthorizationCode(code);
}

/** Only clients with PKCE take two arguments there, and nothing else distinguishes them without importing arctic. */
function takesVerifier(client: ArcticClient): client is ArcticClientWithPkce {
  return client.validateAuthorizationCode.length > 1;
}

/**
 * The token endpoint's response to a call that arctic makes by itself: limited in time, but not otherwise.
 *
 * @param timeout milliseconds
 * @throws ProviderError
 */
export async function arcticAnswer(who: string, call: () => Promise<ArcticTokens>, timeout: number): Promise<unknown> {
  const { data } = await withDeadline({ who, milliseconds: timeout }, call).catch((error: unknown) => {
    throw refusalOf(who, error);
  });
  try {
    return cleanJson(data);
  } catch {
    // Nested deeper than any honest response.
    throw new ProviderError("invalid", `${who}: the answer could not be read`);
  }
}

/**
 * arctic's errors, recognised by their content: OAuth2RequestError by its code, UnexpectedResponseError by its status.
 */
function refusalOf(who: string, error: unknown): ProviderError {
  if (!(error instanceof Error)) return new ProviderError("invalid", `${who}: arctic failed`);
  if ("code" in error && "description" in error) {
    const code = errorCodeOf({ error: error.code });
    return new ProviderError("refused", `${who} refused: ${code ?? "without a code"}`, { code });
  }
  if (!("status" in error) || typeof error.status !== "number")
    return new ProviderError("unreachable", `${who} could not be reached`, {
      cause: withoutDetails(error.cause ?? error),
    });
  const { status } = error;
  if (status < 400) return new ProviderError("invalid", `${who}: the answer could not be read`);
  return new ProviderError(status >= 500 || status === 429 ? "unreachable" : "refused", `${who} answered ${status}`);
}
