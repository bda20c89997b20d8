import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutGumroad: ProviderAbout = {
  id: "gumroad",
  name: "Gumroad",
  scopes: ["view_profile"],
  console: "https://gumroad.com/settings/advanced",
  addresses: "unverified",
};

const answerSchema = z.object({ user: z.object({ user_id: uid, email: address, name: text }) });

/** Login with Gumroad. */
export function gumroad(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutGumroad, options),
    authorizationEndpoint: "https://gumroad.com/oauth/authorize",
    tokenEndpoint: "https://api.gumroad.com/oauth/token",
    pkce: "none",
    profile: profileAt("https://api.gumroad.com/v2/user", answerSchema, ({ user }) => ({
      uid: user.user_id,
      email: user.email,
      name: user.name,
    })),
  });
}
