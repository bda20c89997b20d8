import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutAnilist: ProviderAbout = {
  id: "anilist",
  name: "AniList",
  scopes: [],
  console: "https://anilist.co/settings/developer",
  addresses: "none",
  quirk: "No refresh tokens.",
};

const answerSchema = z.object({ data: z.object({ Viewer: z.object({ id: uid, name: text }) }) });

/** AniList. Access tokens last a year and are not renewed. */
export function anilist(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutAnilist, options),
      authorizationEndpoint: "https://anilist.co/api/v2/oauth/authorize",
      tokenEndpoint: "https://anilist.co/api/v2/oauth/token",
      pkce: "none",
      clientAuthentication: "basic",
      profile: profileAt(
        "https://graphql.anilist.co",
        answerSchema,
        ({ data: { Viewer } }) => ({ uid: Viewer.id, username: Viewer.name }),
        { json: { query: "query { Viewer { id name } }" } },
      ),
    },
    { refreshEndpoint: null },
  );
}
