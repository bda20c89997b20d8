import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutSoundcloud: ProviderAbout = {
  id: "soundcloud",
  name: "SoundCloud",
  scopes: [],
  console: "https://soundcloud.com/you/apps",
  addresses: "none",
};

const answerSchema = z.object({ urn: uid, username: text, full_name: text });

/** Login with SoundCloud. */
export function soundcloud(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutSoundcloud, options),
    authorizationEndpoint: "https://secure.soundcloud.com/authorize",
    tokenEndpoint: "https://secure.soundcloud.com/oauth/token",
    async profile(http, accessToken) {
      // A scheme of its own (SoundCloud API Guide, "Key Facts").
      const headers = { authorization: `OAuth ${accessToken}` };
      const raw = await http.json("https://api.soundcloud.com/me", { headers });
      const { urn, username, full_name } = parseAs(answerSchema, raw, "soundcloud");
      return profileOf({ uid: urn, username, name: full_name, raw });
    },
  });
}
