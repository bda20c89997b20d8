import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutFortyTwo: ProviderAbout = {
  id: "fortytwo",
  name: "42",
  scopes: ["public"],
  console: "https://profile.intra.42.fr/oauth/applications",
  addresses: "unverified",
};

/** Without the courses and projects, which make up most of the response. */
const answerSchema = z.object({ id: uid, email: address, login: text, displayname: text });

/** 42, the school. */
export function fortyTwo(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutFortyTwo, options),
    authorizationEndpoint: "https://api.intra.42.fr/oauth/authorize",
    tokenEndpoint: "https://api.intra.42.fr/oauth/token",
    pkce: "none",
    profile: profileAt("https://api.intra.42.fr/v2/me", answerSchema, (user) => ({
      uid: user.id,
      email: user.email,
      username: user.login,
      name: user.displayname,
      raw: user,
    })),
  });
}
