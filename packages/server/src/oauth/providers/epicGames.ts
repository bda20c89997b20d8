import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutEpicGames: ProviderAbout = {
  id: "epicgames",
  name: "Epic Games",
  scopes: ["basic_profile"],
  console: "https://dev.epicgames.com/portal",
  addresses: "none",
};

const answerSchema = z.object({ sub: uid, preferred_username: text });

/** Login with Epic Games. */
export function epicGames(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutEpicGames, options),
    authorizationEndpoint: "https://www.epicgames.com/id/authorize",
    tokenEndpoint: "https://api.epicgames.dev/epic/oauth/v2/token",
    pkce: "none",
    clientAuthentication: "basic",
    profile: profileAt(
      "https://api.epicgames.dev/epic/oauth/v2/userInfo",
      answerSchema,
      ({ sub, preferred_username }) => ({ uid: sub, username: preferred_username }),
    ),
  });
}
