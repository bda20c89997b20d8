import { type ClientOptions, type PublicClientOptions, policyOf } from "./clientOptions.ts";

/** A provider's properties for the documentation; they are next to the code that implements them. */
export interface ProviderAbout {
  /** Stored with each account [the app may choose another]. */
  id: string;
  name: string;
  /** The scopes requested by default. */
  scopes: readonly string[];
  /** Where to register an app; null for self-hosted providers. */
  console: string | null;
  /** Whether it returns addresses, and documents which of them it verified. */
  addresses: "verified" | "unverified" | "none";
  /** The tokens that apps obtained themselves and may log in with [none]. */
  tokenLogin?: "ID token" | "access token" | "access token or ID token";
  /** The day (ISO 8601) of the last real login there with it; absent if there was none. */
  triedLive?: string;
  /** What to know before choosing it. */
  quirk?: string;
}

/** The part of a provider's options that is the same for all. */
export function clientOf(about: ProviderAbout, options: ClientOptions | PublicClientOptions) {
  const { id = about.id, name = about.name, clientId, clientSecret, scopes = about.scopes } = options;
  const secret = clientSecret === undefined ? {} : { clientSecret };
  return { id, name, clientId, scopes, ...secret, ...policyOf(options) };
}
