import type { ClientAuth } from "oauth4webapi";
import { z } from "zod";
import { ProviderError, type ProviderHttp, type ProviderTokens } from "../ports/provider.ts";
import { cleanRecord } from "./http/cleanJson.ts";
import { type BodyEncoding, callsThrough, libraryRefusal } from "./http/libraryCalls.ts";
import { errorCodeOf } from "./http/providerHttp.ts";
import { parseAs } from "./profiles/parse.ts";

/** How an app verifies itself to a token endpoint (RFC 6749 §2.3.1). */
export type ClientAuthentication = "basic" | "post";

export interface TokenRequest {
  /** The name of its owner, for messages. */
  who: string;
  endpoint: string;
  clientId: string;
  /** Null for an app that has none (a public client, RFC 6749 §2.1). */
  clientSecret: string | null;
  authentication: ClientAuthentication;
  /** The provider's name for `client_id`. */
  clientIdParameter?: string;
  grantType: "authorization_code" | "refresh_token";
  /** Those of the grant, without the client's. */
  parameters: Readonly<Record<string, string>>;
  /** How its body is written [as a form]. */
  encoding?: BodyEncoding;
  /** Extracts the tokens from the response, for providers that wrap them. */
  unwrap?(answer: unknown): unknown;
}

/** Characters of each token. */
const MAX_LENGTH = 16_384;
/** A hundred years: anything longer counts as no expiry. */
const MAX_LIFETIME = 3_155_760_000;

/** Exchanges a code or a refresh token (RFC 6749 §5.1). @throws ProviderError */
export async function requestTokens(request: TokenRequest, http: ProviderHttp): Promise<ProviderTokens> {
  const { genericTokenEndpointRequest } = await import("oauth4webapi");
  const { who, endpoint, clientId, grantType, parameters } = request;
  const server = { issuer: endpoint, token_endpoint: endpoint };
  const response = await genericTokenEndpointRequest(
    server,
    { client_id: clientId },
    await authenticationOf(request),
    grantType,
    { ...parameters },
    await callsThrough(http, request.encoding),
  ).catch((error: unknown) => {
    throw libraryRefusal(`${who}: the token endpoint`, error);
  });
  const answer: unknown = await response.json();
  // GitHub and others refuse with status 200.
  assertNoError(answer, who);
  return readTokens(request.unwrap?.(answer) ?? answer, who, http.now());
}

async function authenticationOf({
  clientSecret,
  authentication,
  clientIdParameter,
}: TokenRequest): Promise<ClientAuth> {
  const { ClientSecretPost, None } = await import("oauth4webapi");
  if (clientSecret !== null && authentication === "basic")
    return (_server, { client_id }, _form, headers) =>
      headers.set("authorization", `Basic ${basic(client_id, clientSecret)}`);
  const standard = clientSecret === null ? None() : ClientSecretPost(clientSecret);
  if (clientIdParameter === undefined) return standard;
  return async (server, client, form, headers) => {
    await standard(server, client, form, headers);
    form.delete("client_id");
    form.set(clientIdParameter, client.client_id);
  };
}

/** @throws ProviderError when it is a refusal (RFC 6749 §5.2) */
export function assertNoError(answer: unknown, who: string): void {
  const code = errorCodeOf(answer);
  if (code !== undefined) throw new ProviderError("refused", `${who} refused: ${code}`, { code });
}

/** The tokens of a response. @throws ProviderError when there are none */
export async function readTokens(answer: unknown, who: string, now: Date): Promise<ProviderTokens> {
  const { access_token, refresh_token, id_token, expires_in, scope, ...extra } = parseAs(answerSchema, answer, who);
  const standard = { access_token, refresh_token, expires_in, scope, token_type: "bearer" };
  const tokens = await processTokens(standard, who);
  const idToken = parseAs(z.string().optional(), id_token, who) ?? null;
  const made = { accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? null, idToken };
  if (Object.values(made).some((token) => token !== null && token.length > MAX_LENGTH))
    throw new ProviderError("invalid", `${who}: a token is too long`);
  return {
    ...made,
    expiresAt: expiryOf(tokens.expires_in ?? 0, now),
    scopes: (tokens.scope ?? "").split(/[\s,]+/).filter((name) => name !== ""),
    extra: cleanRecord(extra),
  };
}

/** A missing value, which some providers express as null, false or an empty string. */
const absent = z.union([z.null(), z.literal(false), z.literal("")]).transform(() => undefined);

/**
 * Deviations from RFC 6749 §5.1: null or false for missing values, lists of scopes. `token_type` is ignored, because
 * many return none, or their own, and all tokens are sent as bearers.
 */
const answerSchema = z.looseObject({
  refresh_token: absent.or(z.unknown()).optional(),
  id_token: absent.or(z.unknown()).optional(),
  expires_in: absent.or(z.unknown()).optional(),
  scope: z.union([absent, z.array(z.string()).transform((names) => names.join(" ")), z.unknown()]).optional(),
});

/** Without the ID token, which is verified where the nonce is known. */
async function processTokens(standard: Record<string, unknown>, who: string) {
  const { processGenericTokenEndpointResponse } = await import("oauth4webapi");
  const server = { issuer: who };
  return processGenericTokenEndpointResponse(server, { client_id: who }, Response.json(standard)).catch(
    (error: unknown) => {
      throw libraryRefusal(`${who}: the tokens are refused`, error);
    },
  );
}

function expiryOf(lifetime: number, now: Date): Date | null {
  return lifetime > 0 && lifetime < MAX_LIFETIME ? new Date(now.getTime() + lifetime * 1000) : null;
}

/**
 * As every provider reads it. RFC 6749 §2.3.1 requires both halves to be form-encoded first, which most do not decode;
 * and oauth4webapi also encodes "-", "_" and ".", which are common in ids and secrets.
 */
export function basic(clientId: string, clientSecret: string): string {
  return Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
}
