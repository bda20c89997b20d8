import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutAmazon: ProviderAbout = {
  id: "amazon",
  name: "Amazon",
  scopes: ["profile"],
  console: "https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html",
  addresses: "unverified",
};

const answerSchema = z.object({ user_id: uid, email: address, name: text });

/** Login with Amazon. */
export function amazon(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutAmazon, options),
    authorizationEndpoint: "https://www.amazon.com/ap/oa",
    tokenEndpoint: "https://api.amazon.com/auth/o2/token",
    profile: profileAt("https://api.amazon.com/user/profile", answerSchema, (user) => ({
      uid: user.user_id,
      email: user.email,
      name: user.name,
    })),
  });
}
