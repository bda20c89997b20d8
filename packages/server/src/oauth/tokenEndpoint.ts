import { z } from "zod";
import { ProviderError, type ProviderHttp, type ProviderTokens } from "../ports/provider.ts";
import { cleanRecord, isRecord } from "./http/cleanJson.ts";
import { errorCodeOf } from "./http/providerHttp.ts";
import { parseAs } from "./profiles/parse.ts";

/** How an app proves itself to a token endpoint (RFC 6749 §2.3.1). */
export type ClientAuthentication = "basic" | "post";

export interface TokenRequest {
  /** Whose endpoint it is, for messages. */
  who: string;
  endpoint: string | URL;
  clientId: string;
  /** Null for an app that has none (a public client, RFC 6749 §2.1). */
  clientSecret: string | null;
  authentication: ClientAuthentication;
  /** What the provider calls `client_id`. */
  clientIdParameter?: string;
  parameters: Readonly<Record<string, string>>;
  /** Where in the answer the tokens stand, for providers that wrap them. */
  unwrap?(answer: unknown): unknown;
}

const MAX_TOKEN = 16_384;
/** A hundred years: more is no expiry. */
const MAX_LIFETIME = 3_155_760_000;

const token = z.string().min(1).max(MAX_TOKEN).nullish();
const answerSchema = z.looseObject({
  access_token: token,
  refresh_token: token,
  id_token: token,
  // Some write the number as text.
  expires_in: z.union([z.number(), z.string().regex(/^\d{1,12}$/), z.literal("")]).nullish(),
  // Lists and commas are not the standard's, but occur.
  scope: z.union([z.string(), z.array(z.string())]).nullish(),
});

/** Trades a code or a refresh token (RFC 6749 §5.1). @throws ProviderError */
export async function requestTokens(request: TokenRequest, http: ProviderHttp): Promise<ProviderTokens> {
  const { clientId, clientSecret, authentication, clientIdParameter = "client_id" } = request;
  const form = new URLSearchParams(request.parameters);
  const isBasic = authentication === "basic" && clientSecret !== null;
  if (!isBasic) form.set(clientIdParameter, clientId);
  if (!isBasic && clientSecret !== null) form.set("client_secret", clientSecret);
  const headers = isBasic ? { authorization: `Basic ${basic(clientId, clientSecret)}` } : {};
  const answer = await http.json(request.endpoint, { form, headers });
  // GitHub and others refuse with status 200.
  const code = errorCodeOf(answer);
  if (code !== undefined) throw new ProviderError("refused", `${request.who} refused: ${code}`, { code });
  return readTokens(request.unwrap?.(answer) ?? answer, request.who, http.now());
}

/** The tokens of an answer, which must hold one. */
function readTokens(answer: unknown, who: string, now: Date): ProviderTokens {
  const { access_token, refresh_token, id_token, expires_in, scope, ...extra } = parseAs(answerSchema, answer, who);
  if ((access_token ?? id_token ?? null) === null) throw new ProviderError("invalid", `${who}: no token in the answer`);
  return {
    accessToken: access_token ?? null,
    refreshToken: refresh_token ?? null,
    idToken: id_token ?? null,
    expiresAt: expiryOf(expires_in, now),
    scopes: (typeof scope === "string" ? scope.split(/[\s,]+/) : (scope ?? [])).filter((name) => name !== ""),
    extra: isRecord(extra) ? cleanRecord(extra) : {},
  };
}

function expiryOf(seconds: number | string | null | undefined, now: Date): Date | null {
  const lifetime = seconds === null || seconds === undefined || seconds === "" ? 0 : Number(seconds);
  return lifetime > 0 && lifetime < MAX_LIFETIME ? new Date(now.getTime() + lifetime * 1000) : null;
}

/**
 * As every provider reads it. RFC 6749 §2.3.1 wants both halves form-encoded first, which most do not undo; for the
 * characters that ids and secrets are made of, the two are the same.
 */
export function basic(clientId: string, clientSecret: string): string {
  return Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
}
