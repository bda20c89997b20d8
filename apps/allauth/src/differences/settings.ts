import { oidc } from "@latchkey/server/providers";
import { ALL, type Settings } from "./configurations.ts";
import { PROVIDER } from "./issuer.ts";

export type { Settings } from "./configurations.ts";

export type SettingsName = keyof typeof ALL;

/** @param issuer the URL of the provider */
export function settingsOf(name: SettingsName, issuer: string): Settings {
  const { allauth, latchkey, isSocial } = ALL[name];
  const { account, ...others } = latchkey;
  const reauthentication = { required: false, ...account?.reauthentication };
  return {
    allauth: { ...allauth, ...(isSocial ? { SOCIALACCOUNT_PROVIDERS: providersAtAllauth(issuer) } : {}) },
    latchkey: {
      rateLimits: false,
      ...others,
      account: { ...account, reauthentication, urls: { providerCallback: "/accounts/{provider}/login/callback/" } },
      ...(isSocial ? { social: { ...latchkey.social, providers: [provider(issuer)] } } : {}),
    },
  };
}

function provider(issuer: string) {
  return oidc({ ...PROVIDER, issuer });
}

function providersAtAllauth(issuer: string): object {
  const app = {
    provider_id: PROVIDER.id,
    name: PROVIDER.name,
    client_id: PROVIDER.clientId,
    secret: PROVIDER.clientSecret,
    settings: { server_url: issuer, oauth_pkce_enabled: true },
  };
  return { openid_connect: { APPS: [app] } };
}
