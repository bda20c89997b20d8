import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutMyAnimeList: ProviderAbout = {
  id: "myanimelist",
  name: "MyAnimeList",
  scopes: [],
  console: "https://myanimelist.net/apiconfig",
  addresses: "none",
  quirk: "PKCE with the method plain, the only one it supports.",
};

const answerSchema = z.object({ id: uid, name: text });

/** MyAnimeList. It supports PKCE only with the method `plain`. */
export function myAnimeList(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutMyAnimeList, options),
    authorizationEndpoint: "https://myanimelist.net/v1/oauth2/authorize",
    tokenEndpoint: "https://myanimelist.net/v1/oauth2/token",
    pkce: "plain",
    clientAuthentication: "basic",
    profile: profileAt("https://api.myanimelist.net/v2/users/@me", answerSchema, ({ id, name }) => ({
      uid: id,
      username: name,
    })),
  });
}
