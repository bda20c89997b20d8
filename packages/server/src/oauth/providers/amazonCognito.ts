import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { standardProfile } from "../profiles/oidcProfile.ts";
import { parseAs, text } from "../profiles/parse.ts";

export const aboutAmazonCognito: ProviderAbout = {
  id: "amazon_cognito",
  name: "Amazon Cognito",
  scopes: ["openid", "profile", "email"],
  console: "https://console.aws.amazon.com/cognito/",
  addresses: "verified",
  tokenLogin: "ID token",
};

export interface AmazonCognitoOptions extends PublicClientOptions {
  /** Such as `eu-central-1`. */
  region: string;
  /** Such as `eu-central-1_aBcDeFgHi`; its domain is found by discovery. */
  userPoolId: string;
  /** Further clients of the pool whose ID tokens are accepted as well [none]. */
  clientIds?: readonly string[];
}

/** A user pool of Amazon Cognito. */
export function amazonCognito(given: AmazonCognitoOptions): Provider {
  const { region, userPoolId, clientIds = [], ...options } = given;
  return oidcWith(
    {
      ...clientOf(aboutAmazonCognito, options),
      clientIds,
      issuer: `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`,
    },
    {
      profile(claims) {
        const username = parseAs(text, claims["cognito:username"], "amazon_cognito");
        return { ...standardProfile(claims, "amazon_cognito"), ...(username === null ? {} : { username }) };
      },
    },
  );
}
