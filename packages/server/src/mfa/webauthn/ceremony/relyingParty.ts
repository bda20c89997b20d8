import type { ResolvedOptions } from "../../../config/options.ts";

/** The relying party (WebAuthn Level 3 §4): determined by the options, never by the request. */
export interface RelyingParty {
  /** A domain. */
  id: string;
  name: string;
  /** The origins from which a response may come. */
  origins: string[];
}

export function relyingParty({ appName, mfa, origin }: ResolvedOptions): RelyingParty {
  const { rpId, origins } = mfa.webauthn;
  return { id: rpId ?? new URL(origin).hostname, name: appName, origins: [origin, ...origins] };
}

/**
 * The user handle for authenticators (§5.4.3, §14.6.1): the bytes of the random account id, which reveal nothing about
 * the person.
 *
 * @returns base64url
 */
export function userHandle(userId: string): string {
  return Buffer.from(userId.replaceAll("-", ""), "hex").toString("base64url");
}
