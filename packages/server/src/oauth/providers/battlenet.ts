import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutBattlenet: ProviderAbout = {
  id: "battlenet",
  name: "Battle.net",
  scopes: ["openid"],
  console: "https://develop.battle.net/access/clients",
  addresses: "none",
  quirk: "No refresh tokens.",
};

const answerSchema = z.object({ sub: uid, battletag: text });

/** Battle.net. Its battletag may change; the account id does not. */
export function battlenet(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutBattlenet, options),
      authorizationEndpoint: "https://oauth.battle.net/authorize",
      tokenEndpoint: "https://oauth.battle.net/token",
      pkce: "none",
      profile: profileAt("https://oauth.battle.net/userinfo", answerSchema, ({ sub, battletag }) => ({
        uid: sub,
        username: battletag,
      })),
    },
    { refreshEndpoint: null },
  );
}
