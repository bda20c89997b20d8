import { z } from "zod";
import { type Provider, ProviderError } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutEtsy: ProviderAbout = {
  id: "etsy",
  name: "Etsy",
  scopes: ["email_r"],
  console: "https://www.etsy.com/developers/your-apps",
  addresses: "unverified",
  quirk: "A public client with PKCE; the shared secret is part of its API key.",
};

export interface EtsyOptions extends Omit<ClientOptions, "clientSecret"> {
  /** From the console; sent with API calls, not with the code. */
  sharedSecret: string;
}

const userSchema = z.object({ user_id: uid, primary_email: address, first_name: text });

/** Etsy. Its client id is the keystring. */
export function etsy({ sharedSecret, ...options }: EtsyOptions): Provider {
  return oauth2({
    ...clientOf(aboutEtsy, options),
    authorizationEndpoint: "https://www.etsy.com/oauth/connect",
    tokenEndpoint: "https://api.etsy.com/v3/public/oauth/token",
    async profile(http, accessToken) {
      // Access tokens begin with their user's id (Etsy Open API v3, "Authentication").
      const id = /^(\d{1,20})\./.exec(accessToken)?.[1];
      if (id === undefined) throw new ProviderError("invalid", "etsy: unexpected access token");
      const headers = { "x-api-key": `${options.clientId}:${sharedSecret}` };
      const url = `https://openapi.etsy.com/v3/application/users/${id}`;
      const raw = await http.json(url, { bearer: accessToken, headers });
      const { user_id, primary_email, first_name } = parseAs(userSchema, raw, "etsy");
      if (user_id !== id) throw new ProviderError("invalid", "etsy: the profile is another person's");
      return profileOf({ uid: id, email: primary_email, name: first_name, raw });
    },
  });
}
