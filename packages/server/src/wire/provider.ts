/** What a client needs to know about a social provider. */
export interface ProviderInfo {
  id: string;
  name: string;
  /** The login methods that this provider offers. */
  flows: ("provider_redirect" | "provider_token")[];
  clientId?: string;
  openidConfigurationUrl?: string;
}
