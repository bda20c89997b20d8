import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutKick: ProviderAbout = {
  id: "kick",
  name: "Kick",
  scopes: ["user:read"],
  console: "https://kick.com/settings/developer",
  addresses: "unverified",
};

const userSchema = z.object({ user_id: uid, name: text, email: address });
const answerSchema = z.object({ data: z.tuple([userSchema]) });

/** Login with Kick. */
export function kick(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutKick, options),
    authorizationEndpoint: "https://id.kick.com/oauth/authorize",
    tokenEndpoint: "https://id.kick.com/oauth/token",
    profile: profileAt("https://api.kick.com/public/v1/users", answerSchema, ({ data: [user] }) => ({
      uid: user.user_id,
      email: user.email,
      username: user.name,
    })),
  });
}
