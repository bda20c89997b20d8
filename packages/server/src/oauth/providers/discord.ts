import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutDiscord: ProviderAbout = {
  id: "discord",
  name: "Discord",
  scopes: ["identify", "email"],
  console: "https://discord.com/developers/applications",
  addresses: "verified",
};

const answerSchema = z.object({ id: uid, username: text, global_name: text, email: address, verified: flag });

/** Login with Discord. */
export function discord(options: PublicClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutDiscord, options),
    authorizationEndpoint: "https://discord.com/oauth2/authorize",
    tokenEndpoint: "https://discord.com/api/oauth2/token",
    clientAuthentication: "basic",
    profile: profileAt("https://discord.com/api/v10/users/@me", answerSchema, (user) => ({
      uid: user.id,
      email: user.email,
      verified: user.verified,
      username: user.username,
      name: user.global_name,
    })),
  });
}
