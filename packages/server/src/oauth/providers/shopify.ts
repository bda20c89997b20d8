import { z } from "zod";
import { SetupError } from "../../lib/setupError.ts";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, flag, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutShopify: ProviderAbout = {
  id: "shopify",
  name: "Shopify",
  scopes: [],
  console: "https://dev.shopify.com/dashboard",
  addresses: "verified",
  quirk: "One provider per shop, each with its own id; its staff log in, not its customers.",
};

export interface ShopifyOptions extends ClientOptions {
  /** Such as `acme.myshopify.com`. */
  shop: string;
}

const userSchema = z.object({ id: uid, email: address, email_verified: flag, first_name: text });
const tokensSchema = z.object({ associated_user: userSchema });

/** The staff of a shop at Shopify. The user is named beside the tokens. */
export function shopify({ shop, ...options }: ShopifyOptions): Provider {
  if (!/^[a-z\d][a-z\d-]*\.myshopify\.com$/.test(shop))
    throw new SetupError("shopify: expected shop, such as acme.myshopify.com");
  return oauth2With(
    {
      ...clientOf(aboutShopify, options),
      authorizationEndpoint: `https://${shop}/admin/oauth/authorize`,
      tokenEndpoint: `https://${shop}/admin/oauth/access_token`,
      pkce: "none",
      // Otherwise the token is the shop's, and names nobody.
      authorizationParameters: { "grant_options[]": "per-user" },
      async profile(_http, _accessToken, { extra }) {
        const { associated_user: user } = parseAs(tokensSchema, extra, "shopify");
        const { id, email, email_verified, first_name } = user;
        return profileOf({ uid: id, email, verified: email_verified, name: first_name, raw: user });
      },
    },
    { scopeSeparator: ",", refreshEndpoint: null },
  );
}
