import type { ClientOptions, PublicClientOptions } from "./clientOptions.ts";

/** What the documentation says of a provider; it stands beside the code that makes it true. */
export interface ProviderAbout {
  /** Stored with each account [the app may choose another]. */
  id: string;
  name: string;
  /** What is asked for by default. */
  scopes: readonly string[];
  /** Where an app is registered; null for providers that somebody runs. */
  console: string | null;
  /** Whether it gives addresses, and documents which of them it checked. */
  addresses: "verified" | "unverified" | "none";
  /** What apps may log in with that asked the provider by themselves [nothing]. */
  tokenLogin?: "ID token" | "access token" | "access token or ID token";
  /** The day (ISO 8601) on which somebody last logged in there with it; absent while nobody has. */
  triedLive?: string;
  /** What is worth knowing before it is chosen. */
  quirk?: string;
}

/** The part of a provider's options that are the same for all. */
export function clientOf(about: ProviderAbout, options: ClientOptions | PublicClientOptions) {
  const { id = about.id, name = about.name, clientId, clientSecret, scopes = about.scopes } = options;
  return { id, name, clientId, scopes, ...(clientSecret === undefined ? {} : { clientSecret }) };
}
