import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutMastodon: ProviderAbout = {
  id: "mastodon",
  name: "Mastodon",
  scopes: ["read:accounts"],
  console: null,
  addresses: "none",
  quirk: "One provider per instance, each with its own id.",
};

export interface MastodonOptions extends ClientOptions {
  /** Such as `https://mastodon.social`. */
  instance: string;
}

const answerSchema = z.object({ id: uid, username: text, display_name: text });

/** An instance of Mastodon. */
export function mastodon({ instance, ...options }: MastodonOptions): Provider {
  const base = instance.replace(/\/$/, "");
  return oauth2With(
    {
      ...clientOf(aboutMastodon, options),
      authorizationEndpoint: `${base}/oauth/authorize`,
      tokenEndpoint: `${base}/oauth/token`,
      clientAuthentication: "basic",
      profile: profileAt(`${base}/api/v1/accounts/verify_credentials`, answerSchema, (user) => ({
        uid: user.id,
        username: user.username,
        name: user.display_name,
      })),
    },
    { refreshEndpoint: null },
  );
}
