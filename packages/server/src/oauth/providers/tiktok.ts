import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutTiktok: ProviderAbout = {
  id: "tiktok",
  name: "TikTok",
  scopes: ["user.info.basic"],
  console: "https://developers.tiktok.com/apps",
  addresses: "none",
  quirk: "The client id is called client key in the console; account ids differ per app.",
};

const answerSchema = z.object({ data: z.object({ user: z.object({ open_id: uid, display_name: text }) }) });
const FIELDS = "open_id,union_id,avatar_url,display_name";

/** TikTok Login Kit. */
export function tiktok(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutTiktok, options),
      authorizationEndpoint: "https://www.tiktok.com/v2/auth/authorize",
      tokenEndpoint: "https://open.tiktokapis.com/v2/oauth/token/",
      profile: profileAt(
        `https://open.tiktokapis.com/v2/user/info/?fields=${FIELDS}`,
        answerSchema,
        ({ data: { user } }) => ({ uid: user.open_id, name: user.display_name }),
      ),
    },
    { clientIdParameter: "client_key", scopeSeparator: "," },
  );
}
