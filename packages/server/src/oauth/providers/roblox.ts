import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutRoblox: ProviderAbout = {
  id: "roblox",
  name: "Roblox",
  scopes: ["openid", "profile"],
  console: "https://create.roblox.com/dashboard/credentials",
  addresses: "none",
};

const answerSchema = z.object({ sub: uid, preferred_username: text, name: text });

/** Login with Roblox. */
export function roblox(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutRoblox, options),
    authorizationEndpoint: "https://apis.roblox.com/oauth/v1/authorize",
    tokenEndpoint: "https://apis.roblox.com/oauth/v1/token",
    clientAuthentication: "basic",
    profile: profileAt(
      "https://apis.roblox.com/oauth/v1/userinfo",
      answerSchema,
      ({ sub, preferred_username, name }) => ({ uid: sub, username: preferred_username, name }),
    ),
  });
}
