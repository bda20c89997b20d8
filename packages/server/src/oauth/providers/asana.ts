import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutAsana: ProviderAbout = {
  id: "asana",
  name: "Asana",
  scopes: ["users:read"],
  console: "https://app.asana.com/0/my-apps",
  addresses: "unverified",
  quirk: "An app that was registered with full permissions requests the scope default instead.",
};

const answerSchema = z.object({ data: z.object({ gid: uid, email: address, name: text }) });

/** Login with Asana. */
export function asana(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutAsana, options),
    authorizationEndpoint: "https://app.asana.com/-/oauth_authorize",
    tokenEndpoint: "https://app.asana.com/-/oauth_token",
    profile: profileAt("https://app.asana.com/api/1.0/users/me", answerSchema, ({ data }) => ({
      uid: data.gid,
      email: data.email,
      name: data.name,
    })),
  });
}
