import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutAtlassian: ProviderAbout = {
  id: "atlassian",
  name: "Atlassian",
  scopes: ["read:me"],
  console: "https://developer.atlassian.com/console/myapps/",
  addresses: "unverified",
  quirk: "Add offline_access to the scopes for refresh tokens.",
};

const answerSchema = z.object({ account_id: uid, email: address, name: text, nickname: text });

/** Login with Atlassian. */
export function atlassian(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutAtlassian, options),
    authorizationEndpoint: "https://auth.atlassian.com/authorize",
    tokenEndpoint: "https://auth.atlassian.com/oauth/token",
    pkce: "none",
    authorizationParameters: { audience: "api.atlassian.com", prompt: "consent" },
    profile: profileAt("https://api.atlassian.com/me", answerSchema, (user) => ({
      uid: user.account_id,
      email: user.email,
      username: user.nickname,
      name: user.name,
    })),
  });
}
