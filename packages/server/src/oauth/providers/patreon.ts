import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutPatreon: ProviderAbout = {
  id: "patreon",
  name: "Patreon",
  scopes: ["identity", "identity[email]"],
  console: "https://www.patreon.com/portal/registration/register-clients",
  addresses: "verified",
};

const FIELDS = encodeURIComponent("fields[user]");
const answerSchema = z.object({
  data: z.object({
    id: uid,
    attributes: z.object({ email: address, is_email_verified: flag, full_name: text, vanity: text }),
  }),
});

/** Login with Patreon. */
export function patreon(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutPatreon, options),
    authorizationEndpoint: "https://www.patreon.com/oauth2/authorize",
    tokenEndpoint: "https://www.patreon.com/api/oauth2/token",
    pkce: "none",
    profile: profileAt(
      `https://www.patreon.com/api/oauth2/v2/identity?${FIELDS}=email,is_email_verified,full_name,vanity`,
      answerSchema,
      ({ data: { id, attributes: user } }) => ({
        uid: id,
        email: user.email,
        verified: user.is_email_verified,
        username: user.vanity,
        name: user.full_name,
      }),
    ),
  });
}
