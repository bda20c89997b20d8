import { z } from "zod";
import { SetupError } from "../../lib/setupError.ts";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutZoho: ProviderAbout = {
  id: "zoho",
  name: "Zoho",
  scopes: ["AaaServer.profile.READ"],
  console: "https://api-console.zoho.com/",
  addresses: "unverified",
  quirk: "One provider per data center, each with its own id.",
};

export interface ZohoOptions extends ClientOptions {
  /** The domain of the data center, such as `zoho.eu` [zoho.com]. */
  domain?: string;
}

const answerSchema = z.object({ ZUID: uid, Email: address, Display_Name: text });

/** Login with Zoho. */
export function zoho({ domain = "zoho.com", ...options }: ZohoOptions): Provider {
  if (!/^zoho(cloud)?(\.[a-z]{2,3}){1,2}$/.test(domain)) throw new SetupError("zoho: expected domain, such as zoho.eu");
  const base = `https://accounts.${domain}/oauth`;
  return oauth2({
    ...clientOf(aboutZoho, options),
    authorizationEndpoint: `${base}/v2/auth`,
    tokenEndpoint: `${base}/v2/token`,
    pkce: "none",
    profile: profileAt(`${base}/user/info`, answerSchema, (user) => ({
      uid: user.ZUID,
      email: user.Email,
      name: user.Display_Name,
    })),
  });
}
