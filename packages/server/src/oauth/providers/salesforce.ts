import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutSalesforce: ProviderAbout = {
  id: "salesforce",
  name: "Salesforce",
  scopes: ["openid", "profile", "email"],
  console: "https://login.salesforce.com/",
  addresses: "verified",
  quirk: "An account belongs to an organization: its id combines those of the organization and the user.",
};

export interface SalesforceOptions extends PublicClientOptions {
  /** My Domain, or `test.salesforce.com` for sandboxes [login.salesforce.com]. */
  domain?: string;
}

const answerSchema = z.object({
  organization_id: uid,
  user_id: uid,
  email: address,
  email_verified: flag,
  preferred_username: text,
  name: text,
});

/** Login with Salesforce. */
export function salesforce({ domain = "login.salesforce.com", ...options }: SalesforceOptions): Provider {
  return oauth2({
    ...clientOf(aboutSalesforce, options),
    authorizationEndpoint: `https://${domain}/services/oauth2/authorize`,
    tokenEndpoint: `https://${domain}/services/oauth2/token`,
    clientAuthentication: "basic",
    profile: profileAt(`https://${domain}/services/oauth2/userinfo`, answerSchema, (user) => ({
      // Sandboxes repeat the user ids of the organization from which they were copied.
      uid: `${user.organization_id}_${user.user_id}`,
      email: user.email,
      verified: user.email_verified,
      username: user.preferred_username,
      name: user.name,
    })),
  });
}
