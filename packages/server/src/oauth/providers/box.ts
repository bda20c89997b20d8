import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutBox: ProviderAbout = {
  id: "box",
  name: "Box",
  scopes: [],
  console: "https://app.box.com/developers/console",
  addresses: "unverified",
  quirk: "Scopes are set in the console.",
};

const answerSchema = z.object({ id: uid, login: address, name: text });

/** Box. Scopes are those of the app's registration. */
export function box(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutBox, options),
    authorizationEndpoint: "https://account.box.com/api/oauth2/authorize",
    tokenEndpoint: "https://api.box.com/oauth2/token",
    pkce: "none",
    profile: profileAt("https://api.box.com/2.0/users/me", answerSchema, ({ id, login, name }) => ({
      uid: id,
      email: login,
      name,
    })),
  });
}
