import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutCoinbase: ProviderAbout = {
  id: "coinbase",
  name: "Coinbase",
  scopes: ["wallet:user:read", "wallet:user:email"],
  console: "https://portal.cdp.coinbase.com/projects/api-keys/oauth",
  addresses: "unverified",
  quirk: "Only approved partners may register an app. Add offline_access to the scopes for refresh tokens.",
};

const answerSchema = z.object({ data: z.object({ id: uid, name: text, username: text, email: address }) });

/** Login with Coinbase. */
export function coinbase(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutCoinbase, options),
    authorizationEndpoint: "https://login.coinbase.com/oauth2/auth",
    tokenEndpoint: "https://login.coinbase.com/oauth2/token",
    profile: profileAt("https://api.coinbase.com/v2/user", answerSchema, ({ data }) => ({
      uid: data.id,
      email: data.email,
      username: data.username,
      name: data.name,
    })),
  });
}
