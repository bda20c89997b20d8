/** What a client needs to know of a social provider. */
export interface ProviderInfo {
  id: string;
  name: string;
  /** Which ways in this provider offers. */
  flows: ("provider_redirect" | "provider_token")[];
  clientId?: string;
  openidConfigurationUrl?: string;
}
