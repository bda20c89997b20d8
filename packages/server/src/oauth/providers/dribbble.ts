import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutDribbble: ProviderAbout = {
  id: "dribbble",
  name: "Dribbble",
  scopes: ["public"],
  console: "https://dribbble.com/account/applications",
  addresses: "none",
  quirk: "No refresh tokens.",
};

const answerSchema = z.object({ id: uid, login: text, name: text });

/** Login with Dribbble. */
export function dribbble(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutDribbble, options),
      authorizationEndpoint: "https://dribbble.com/oauth/authorize",
      tokenEndpoint: "https://dribbble.com/oauth/token",
      pkce: "none",
      profile: profileAt("https://api.dribbble.com/v2/user", answerSchema, ({ id, login, name }) => ({
        uid: id,
        username: login,
        name,
      })),
    },
    { refreshEndpoint: null },
  );
}
