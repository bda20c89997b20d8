import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutShikimori: ProviderAbout = {
  id: "shikimori",
  name: "Shikimori",
  scopes: [],
  console: "https://shikimori.io/oauth/applications",
  addresses: "none",
};

const answerSchema = z.object({ id: uid, nickname: text });

/** Login with Shikimori. */
export function shikimori(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutShikimori, options),
    authorizationEndpoint: "https://shikimori.io/oauth/authorize",
    tokenEndpoint: "https://shikimori.io/oauth/token",
    pkce: "none",
    profile: profileAt("https://shikimori.io/api/users/whoami", answerSchema, ({ id, nickname }) => ({
      uid: id,
      username: nickname,
    })),
  });
}
