import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutDonationAlerts: ProviderAbout = {
  id: "donationalerts",
  name: "DonationAlerts",
  scopes: ["oauth-user-show"],
  console: "https://www.donationalerts.com/application/clients",
  addresses: "unverified",
};

/** Without the `socket_connection_token`, which is a secret. */
const answerSchema = z.object({ data: z.object({ id: uid, code: text, name: text, email: address }) });

/** Login with DonationAlerts. */
export function donationAlerts(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutDonationAlerts, options),
      authorizationEndpoint: "https://www.donationalerts.com/oauth/authorize",
      tokenEndpoint: "https://www.donationalerts.com/oauth/token",
      pkce: "none",
      profile: profileAt("https://www.donationalerts.com/api/v1/user/oauth", answerSchema, ({ data }) => ({
        uid: data.id,
        email: data.email,
        username: data.code,
        name: data.name,
        raw: data,
      })),
    },
    { refreshParameters: { scope: (options.scopes ?? aboutDonationAlerts.scopes).join(" ") } },
  );
}
