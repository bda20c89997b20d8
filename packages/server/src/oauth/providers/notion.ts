import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutNotion: ProviderAbout = {
  id: "notion",
  name: "Notion",
  scopes: [],
  console: "https://www.notion.so/profile/integrations",
  addresses: "unverified",
  quirk: "Users are asked which pages to share; to get the address, the integration needs the user capability.",
};

const userSchema = z.object({ id: uid, name: text, person: z.object({ email: address }).nullish() });
const answerSchema = z.object({ bot: z.object({ owner: z.object({ type: z.literal("user"), user: userSchema }) }) });

/** Notion, with a public integration. */
export function notion(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutNotion, options),
    authorizationEndpoint: "https://api.notion.com/v1/oauth/authorize",
    tokenEndpoint: "https://api.notion.com/v1/oauth/token",
    clientAuthentication: "basic",
    pkce: "none",
    authorizationParameters: { owner: "user" },
    profile: profileAt(
      "https://api.notion.com/v1/users/me",
      answerSchema,
      // The token is a bot's; its owner is the user who created it.
      ({ bot: { owner } }) => ({
        uid: owner.user.id,
        email: owner.user.person?.email ?? null,
        name: owner.user.name,
      }),
      { headers: { "notion-version": "2022-06-28" } },
    ),
  });
}
