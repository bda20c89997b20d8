import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutLinear: ProviderAbout = {
  id: "linear",
  name: "Linear",
  scopes: ["read"],
  console: "https://linear.app/settings/api/applications",
  addresses: "unverified",
};

const answerSchema = z.object({
  data: z.object({ viewer: z.object({ id: uid, email: address, name: text, displayName: text }) }),
});

/** Login with Linear. */
export function linear(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutLinear, options),
      authorizationEndpoint: "https://linear.app/oauth/authorize",
      tokenEndpoint: "https://api.linear.app/oauth/token",
      profile: profileAt(
        "https://api.linear.app/graphql",
        answerSchema,
        ({ data: { viewer } }) => ({
          uid: viewer.id,
          email: viewer.email,
          username: viewer.displayName,
          name: viewer.name,
        }),
        { json: { query: "{ viewer { id email name displayName } }" } },
      ),
    },
    { scopeSeparator: "," },
  );
}
