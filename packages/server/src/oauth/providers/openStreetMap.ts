import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutOpenStreetMap: ProviderAbout = {
  id: "openstreetmap",
  name: "OpenStreetMap",
  scopes: ["read_prefs"],
  console: "https://www.openstreetmap.org/oauth2/applications",
  addresses: "none",
};

const answerSchema = z.object({ user: z.object({ id: uid, display_name: text }) });

/** Login with OpenStreetMap. Its tokens do not expire. */
export function openStreetMap(options: PublicClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutOpenStreetMap, options),
      authorizationEndpoint: "https://www.openstreetmap.org/oauth2/authorize",
      tokenEndpoint: "https://www.openstreetmap.org/oauth2/token",
      profile: profileAt("https://api.openstreetmap.org/api/0.6/user/details.json", answerSchema, ({ user }) => ({
        uid: user.id,
        username: user.display_name,
        raw: user,
      })),
    },
    { refreshEndpoint: null },
  );
}
