import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutClever: ProviderAbout = {
  id: "clever",
  name: "Clever",
  scopes: [],
  console: "https://apps.clever.com/",
  addresses: "unverified",
  quirk: "Users start at your app: a login that begins in the Clever portal has no state and is refused.",
};

const nameSchema = z.object({ first: text }).nullish();
const answerSchema = z.object({ multi_role_user_id: uid, email: address, name: nameSchema });

/** Login with Clever. */
export function clever(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutClever, options),
      authorizationEndpoint: "https://clever.com/oauth/authorize",
      tokenEndpoint: "https://clever.com/oauth/tokens",
      clientAuthentication: "basic",
      pkce: "none",
      profile: profileAt("https://api.clever.com/userinfo", answerSchema, (user) => ({
        // The user's id since version 3 of the API; user_id is that of one role.
        uid: user.multi_role_user_id,
        email: user.email,
        name: user.name?.first ?? null,
      })),
    },
    { refreshEndpoint: null },
  );
}
