import type { ResolvedOptions } from "../../../config/options.ts";

/** Who asks for passkeys (WebAuthn Level 3 §4): told by the options, never by the request. */
export interface RelyingParty {
  /** A domain. */
  id: string;
  name: string;
  /** Where an answer may come from. */
  origins: string[];
}

export function relyingParty({ appName, mfa, origin }: ResolvedOptions): RelyingParty {
  const { rpId, origins } = mfa.webauthn;
  return { id: rpId ?? new URL(origin).hostname, name: appName, origins: [origin, ...origins] };
}

/**
 * How authenticators know a user (§5.4.3, §14.6.1): the bytes of the random account id, which tell nothing of the person.
 *
 * @returns base64url
 */
export function userHandle(userId: string): string {
  return Buffer.from(userId.replaceAll("-", ""), "hex").toString("base64url");
}
