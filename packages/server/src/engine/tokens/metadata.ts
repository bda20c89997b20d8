import type { AppTokens } from "./appTokens.ts";
import { PROOF_ALGORITHMS } from "./dpop/proof.ts";

/** Seconds for which others may cache the published keys; a key is published for an hour before it signs. */
const MAX_AGE = 300;

/**
 * Serves the published keys (RFC 7517 §5), and the documents that locate them: RFC 8414 §3 and, for libraries that
 * support only that one, OpenID Connect Discovery 1.0 §4. This is not a login service: the documents name no endpoint.
 *
 * @returns null for any other request
 */
export async function answerTokenMetadata(tokens: AppTokens | null, request: Request): Promise<Response | null> {
  if (tokens === null || request.method !== "GET") return null;
  const { pathname } = new URL(request.url);
  const base = tokens.issuer.replace(/\/$/, "");
  const path = new URL(tokens.issuer).pathname.replace(/\/$/, "");
  if (pathname === `${path}/.well-known/jwks.json`) {
    const keys = (await tokens.keys.published()).map(({ jwk }) => jwk);
    return json({ keys }, "application/jwk-set+json");
  }
  const documents = [`${path}/.well-known/openid-configuration`, `/.well-known/oauth-authorization-server${path}`];
  if (!documents.includes(pathname)) return null;
  const algorithms = [...new Set((await tokens.keys.published()).map(({ algorithm }) => algorithm))];
  return json(
    {
      issuer: tokens.issuer,
      jwks_uri: `${base}/.well-known/jwks.json`,
      response_types_supported: [],
      grant_types_supported: [],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: algorithms,
      ...(tokens.dpop === null ? {} : { dpop_signing_alg_values_supported: [...PROOF_ALGORITHMS] }),
    },
    "application/json",
  );
}

function json(body: object, type: string): Response {
  const headers = {
    "content-type": type,
    "cache-control": `public, max-age=${MAX_AGE}`,
    "x-content-type-options": "nosniff",
  };
  return new Response(JSON.stringify(body), { headers });
}
