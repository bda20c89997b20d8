import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutWahoo: ProviderAbout = {
  id: "wahoo",
  name: "Wahoo",
  scopes: ["user_read", "email"],
  console: "https://developers.wahooligan.com/applications",
  addresses: "unverified",
};

const answerSchema = z.object({ id: uid, email: address, first: text });

/** Login with Wahoo. */
export function wahoo(options: PublicClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutWahoo, options),
    authorizationEndpoint: "https://api.wahooligan.com/oauth/authorize",
    tokenEndpoint: "https://api.wahooligan.com/oauth/token",
    profile: profileAt("https://api.wahooligan.com/v1/user", answerSchema, ({ id, email, first }) => ({
      uid: id,
      email,
      name: first,
      // Without height, weight and date of birth.
      raw: { id, email, first },
    })),
  });
}
