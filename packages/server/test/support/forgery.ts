import { CLIENT_ID } from "@latchkey/tooling/open-id-provider";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { createProviderHttp, type ProviderHttp } from "../../src/providers.ts";

/** The false content of a forged ID token. */
export interface ForgedToken {
  claims?: JWTPayload;
  /** Omitted claims. */
  without?: string[];
  /** The signer: the provider, a stranger, nobody, or a holder of the client's secret. */
  signed?: "provider" | "stranger" | "nobody" | "secret";
}

/** The changed parts of the provider's response. */
interface Answer {
  keys?: unknown[];
  id_token?: string;
  id_token_signing_alg_values_supported?: string[];
}

/**
 * Signs ID tokens like a provider whose key set also contains one of our keys, or forges them; everything else is the
 * real provider's.
 */
export async function createForger(issuer: string, secret: string) {
  const own = await generateKeyPair("ES256", { extractable: true });
  const strange = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "forged", alg: "ES256", use: "sig" };
  /** The replacement for the token in the provider's response, and faults on the way. */
  const plan: { idToken: ((real: string) => Promise<string>) | null; fails: (() => Promise<Response>) | null } = {
    idToken: null,
    fails: null,
  };
  const sign = async ({ claims = {}, without = [], signed = "provider" }: ForgedToken = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const all: JWTPayload = { iss: issuer, aud: CLIENT_ID, iat: now, exp: now + 300, sub: "ada-1", ...claims };
    for (const name of without) delete all[name];
    if (signed === "nobody") return new UnsecuredJWT(all).encode();
    const header = { kid: "forged", jku: "https://evil.example/keys", x5u: "https://evil.example/cert" };
    if (signed === "secret")
      return new SignJWT(all).setProtectedHeader({ ...header, alg: "HS256" }).sign(new TextEncoder().encode(secret));
    const { privateKey } = signed === "provider" ? own : strange;
    return new SignJWT(all).setProtectedHeader({ ...header, alg: "ES256" }).sign(privateKey);
  };
  const fetchForged: typeof fetch = async (input, init) => {
    const url = new URL(String(input instanceof Request ? input.url : input));
    if (plan.fails !== null && !url.pathname.includes("well-known")) return plan.fails();
    const answered = await fetch(input, init);
    const isKeys = url.pathname.endsWith("/jwks");
    const isToken = url.pathname.endsWith("/token") && plan.idToken !== null;
    const isConfiguration = url.pathname.endsWith("/openid-configuration");
    if (!isKeys && !isToken && !isConfiguration) return answered;
    const body = (await answered.json()) as Answer;
    if (isConfiguration) body.id_token_signing_alg_values_supported = ["ES256", "HS256", "none"];
    if (isKeys) body.keys = [...(body.keys ?? []), jwk];
    if (isToken && plan.idToken !== null) body.id_token = await plan.idToken(body.id_token ?? "");
    return Response.json(body, { status: answered.status });
  };
  const http: ProviderHttp = createProviderHttp({ fetch: fetchForged, timeout: 2_000 });
  return { plan, sign, http };
}
