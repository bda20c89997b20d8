import { createHash } from "node:crypto";
import { type NativeToken, ProviderError, type ProviderProfile, type VerifiedToken } from "../ports/provider.ts";
import { type AtLeastOne, TOLERANCE } from "./idToken.ts";

/** The ID token that an app sent. @throws ProviderError with the code `token_required` */
export function requireIdToken({ idToken }: NativeToken, who: string): string {
  if (idToken !== undefined) return idToken;
  throw new ProviderError("refused", `${who}: an ID token is needed`, { code: "token_required" });
}

/** The access token that an app sent. @throws ProviderError with the code `token_required` */
export function requireAccessToken({ accessToken }: NativeToken, who: string): string {
  if (accessToken !== undefined) return accessToken;
  throw new ProviderError("refused", `${who}: an access token is needed`, { code: "token_required" });
}

/**
 * The nonces of which the ID token must contain one; null when the app requested none.
 *
 * SDKs on iOS usually get its SHA-256, in hexadecimal, so that the nonce itself stays in the app.
 */
export function noncesOf({ nonce }: NativeToken): AtLeastOne | null {
  return nonce === undefined ? null : [nonce, createHash("sha256").update(nonce).digest("hex")];
}

/**
 * The result of an ID token: it is valid for one login, and remembered for as long as it may be accepted with differing
 * clocks.
 *
 * Without an id of its own it is identified by the signed part: a signature has several spellings.
 */
export function ofIdToken(
  idToken: string,
  { jti, exp }: { jti?: string | undefined; exp: number },
  { profile, accessToken = null }: { profile: ProviderProfile; accessToken?: string | null },
): VerifiedToken {
  return {
    profile,
    tokens: { accessToken, refreshToken: null, idToken, expiresAt: null, scopes: [], extra: {} },
    replayKey: createHash("sha256")
      .update(jti || idToken.slice(0, idToken.lastIndexOf(".")))
      .digest("base64url"),
    expiresAt: new Date((exp + TOLERANCE) * 1000),
  };
}

/** The result of an access token, which an app keeps and presents at each login. */
export function ofAccessToken(accessToken: string, profile: ProviderProfile, expiresAt: Date | null): VerifiedToken {
  const tokens = { accessToken, refreshToken: null, idToken: null, expiresAt, scopes: [], extra: {} };
  return { profile, tokens, replayKey: null, expiresAt };
}
