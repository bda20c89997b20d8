import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutStartgg: ProviderAbout = {
  id: "startgg",
  name: "start.gg",
  scopes: ["user.identity", "user.email"],
  console: "https://start.gg/admin/profile/developer",
  addresses: "unverified",
};

const userSchema = z.object({ id: uid, email: address, player: z.object({ gamerTag: text }).nullish() });
const answerSchema = z.object({ data: z.object({ currentUser: userSchema }) });

/** start.gg. Requires the scopes again with the code. */
export function startgg(options: ClientOptions): Provider {
  const scope = (options.scopes ?? aboutStartgg.scopes).join(" ");
  return oauth2With(
    {
      ...clientOf(aboutStartgg, options),
      authorizationEndpoint: "https://start.gg/oauth/authorize",
      tokenEndpoint: "https://api.start.gg/oauth/access_token",
      pkce: "none",
      profile: profileAt(
        "https://api.start.gg/gql/alpha",
        answerSchema,
        ({ data: { currentUser: user } }) => ({
          uid: user.id,
          email: user.email,
          username: user.player?.gamerTag ?? null,
        }),
        { json: { query: "{ currentUser { id email player { gamerTag } } }" } },
      ),
    },
    {
      refreshEndpoint: "https://api.start.gg/oauth/refresh",
      exchangeParameters: () => ({ scope }),
      refreshParameters: { scope },
    },
  );
}
