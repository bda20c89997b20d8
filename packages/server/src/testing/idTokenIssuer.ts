import type { CryptoKey, JWTHeaderParameters } from "jose";

/** Signs ID tokens like an OpenID provider, and like an attacker. */
export interface IdTokenIssuer {
  /** The document at its `jwks_uri`. */
  readonly keys: { keys: unknown[] };
  sign(claims: Record<string, unknown>, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** By what is wrong with each. */
  forgeries(claims: Record<string, unknown>): Promise<Map<string, string>>;
}

const KEY_ID = "key-1";

export async function createIdTokenIssuer(): Promise<IdTokenIssuer> {
  const { exportJWK, generateKeyPair } = await import("jose");
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const stranger = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: "RS256", use: "sig" };
  const sign = (claims: Record<string, unknown>, header: Partial<JWTHeaderParameters> = {}) =>
    signWith(privateKey, claims, header);
  return {
    keys: { keys: [jwk] },
    sign,
    async forgeries(claims) {
      const foreign = { ...(await exportJWK(stranger.publicKey)), kid: KEY_ID, alg: "RS256" };
      const header = { jku: "https://evil.example/jwks", x5u: "https://evil.example/x5u", jwk: foreign };
      return new Map([
        ["no signature (alg none)", unsigned(claims)],
        ["the public key as a secret (HS256)", await signWithPublicKey(publicKey, claims)],
        ["a stranger's key under the issuer's kid", await signWith(stranger.privateKey, claims, {})],
        ["a key that its header brings along", await signWith(stranger.privateKey, claims, header)],
        ["an unknown kid", await signWith(stranger.privateKey, claims, { kid: "key-2" })],
        ["other claims under the old signature", tamper(await sign(claims), { ...claims, sub: "somebody-else" })],
      ]);
    },
  };
}

async function signWith(key: CryptoKey, claims: Record<string, unknown>, header: Partial<JWTHeaderParameters>) {
  const { SignJWT } = await import("jose");
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: KEY_ID, ...header }).sign(key);
}

/** Deceives a verifier that lets the token choose the algorithm (RFC 8725 §2.1). */
async function signWithPublicKey(publicKey: CryptoKey, claims: Record<string, unknown>): Promise<string> {
  const { exportSPKI, SignJWT } = await import("jose");
  const secret = new TextEncoder().encode(await exportSPKI(publicKey));
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: KEY_ID }).sign(secret);
}

function unsigned(claims: Record<string, unknown>): string {
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`;
}

function tamper(token: string, claims: Record<string, unknown>): string {
  const [header, , signature] = token.split(".");
  return [header, encode(claims), signature].join(".");
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
