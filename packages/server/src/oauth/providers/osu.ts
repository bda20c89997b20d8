import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutOsu: ProviderAbout = {
  id: "osu",
  name: "osu!",
  scopes: ["identify"],
  console: "https://osu.ppy.sh/home/account/edit#oauth",
  addresses: "none",
};

/** Without the statistics, which make up most of the response. */
const answerSchema = z.object({ id: uid, username: text });

/** Login with osu!. */
export function osu(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutOsu, options),
    authorizationEndpoint: "https://osu.ppy.sh/oauth/authorize",
    tokenEndpoint: "https://osu.ppy.sh/oauth/token",
    pkce: "none",
    profile: profileAt("https://osu.ppy.sh/api/v2/me", answerSchema, (user) => ({
      uid: user.id,
      username: user.username,
      raw: user,
    })),
  });
}
