import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutDigitalOcean: ProviderAbout = {
  id: "digitalocean",
  name: "DigitalOcean",
  scopes: ["read"],
  console: "https://cloud.digitalocean.com/account/api/applications",
  addresses: "verified",
  quirk: "Users choose a team; the account is the user's, whichever they choose.",
};

const accountSchema = z.object({ uuid: uid, email: address, email_verified: flag, name: text });
const answerSchema = z.object({ account: accountSchema });

/** Login with DigitalOcean. */
export function digitalOcean(options: PublicClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutDigitalOcean, options),
    authorizationEndpoint: "https://cloud.digitalocean.com/v1/oauth/authorize",
    tokenEndpoint: "https://cloud.digitalocean.com/v1/oauth/token",
    profile: profileAt("https://api.digitalocean.com/v2/account", answerSchema, ({ account }) => ({
      uid: account.uuid,
      email: account.email,
      verified: account.email_verified,
      name: account.name,
    })),
  });
}
