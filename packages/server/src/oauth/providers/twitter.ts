import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutTwitter: ProviderAbout = {
  id: "twitter",
  name: "X",
  scopes: ["users.read", "tweet.read"],
  console: "https://developer.x.com/en/portal/dashboard",
  addresses: "verified",
  quirk: "Provides an address only with the scope users.email, once enabled in the console.",
};

const answerSchema = z.object({ data: z.object({ id: uid, username: text, name: text, confirmed_email: address }) });

/** X, formerly Twitter. */
export function twitter(options: PublicClientOptions): Provider {
  const client = clientOf(aboutTwitter, options);
  const fields = client.scopes.includes("users.email") ? "?user.fields=confirmed_email" : "";
  return oauth2({
    ...client,
    authorizationEndpoint: "https://x.com/i/oauth2/authorize",
    tokenEndpoint: "https://api.x.com/2/oauth2/token",
    clientAuthentication: "basic",
    profile: profileAt(`https://api.x.com/2/users/me${fields}`, answerSchema, ({ data }) => ({
      // It returns only confirmed addresses.
      uid: data.id,
      email: data.confirmed_email,
      verified: true,
      username: data.username,
      name: data.name,
    })),
  });
}
