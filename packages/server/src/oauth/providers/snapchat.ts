import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

const SCOPE = "https://auth.snapchat.com/oauth2/api/user";

export const aboutSnapchat: ProviderAbout = {
  id: "snapchat",
  name: "Snapchat",
  scopes: [`${SCOPE}.external_id`, `${SCOPE}.display_name`],
  console: "https://kit.snapchat.com/manage/",
  addresses: "none",
  quirk: "Account ids differ per app.",
};

const meSchema = z.object({ externalId: uid, displayName: text });
const answerSchema = z.object({ data: z.object({ me: meSchema }) });

/** Snapchat Login Kit. */
export function snapchat(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutSnapchat, options),
    authorizationEndpoint: "https://accounts.snapchat.com/accounts/oauth2/auth",
    tokenEndpoint: "https://accounts.snapchat.com/accounts/oauth2/token",
    clientAuthentication: "basic",
    profile: profileAt(
      "https://kit.snapchat.com/v1/me",
      answerSchema,
      ({ data: { me } }) => ({ uid: me.externalId, name: me.displayName }),
      { json: { query: "{ me { externalId displayName } }" } },
    ),
  });
}
