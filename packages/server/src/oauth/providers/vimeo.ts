import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutVimeo: ProviderAbout = {
  id: "vimeo",
  name: "Vimeo",
  scopes: ["public"],
  console: "https://developer.vimeo.com/apps",
  addresses: "none",
};

/** The id is only in the user's URI: `/users/12345`. */
const uri = z
  .string()
  .regex(/^\/users\/\d{1,20}$/)
  .transform((path) => path.slice("/users/".length));
const answerSchema = z.object({ uri, name: text });

/** Login with Vimeo. Its tokens do not expire. */
export function vimeo(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutVimeo, options),
      authorizationEndpoint: "https://api.vimeo.com/oauth/authorize",
      tokenEndpoint: "https://api.vimeo.com/oauth/access_token",
      clientAuthentication: "basic",
      pkce: "none",
      profile: profileAt("https://api.vimeo.com/me", answerSchema, (user) => ({ uid: user.uri, name: user.name })),
    },
    { refreshEndpoint: null },
  );
}
