import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { parseAs, profileOf, uid } from "../profiles/parse.ts";

export const aboutWithings: ProviderAbout = {
  id: "withings",
  name: "Withings",
  scopes: ["user.info"],
  console: "https://developer.withings.com/dashboard/",
  addresses: "none",
};

const wrapped = z.object({ body: z.unknown() });
const userSchema = z.object({ userid: uid });
const ACTION = { action: "requesttoken" };

/** Withings. It returns only the user's id, together with the tokens. */
export function withings(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutWithings, options),
      authorizationEndpoint: "https://account.withings.com/oauth2_user/authorize2",
      tokenEndpoint: "https://wbsapi.withings.net/v2/oauth2",
      pkce: "none",
      profile: async (_http, _accessToken, { extra }) =>
        profileOf({ uid: parseAs(userSchema, extra, "withings").userid, raw: {} }),
    },
    {
      scopeSeparator: ",",
      exchangeParameters: () => ACTION,
      refreshParameters: ACTION,
      unwrap: (answer) => parseAs(wrapped, answer, "withings").body,
    },
  );
}
