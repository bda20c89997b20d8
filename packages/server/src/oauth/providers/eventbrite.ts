import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutEventbrite: ProviderAbout = {
  id: "eventbrite",
  name: "Eventbrite",
  scopes: [],
  console: "https://www.eventbrite.com/account-settings/apps",
  addresses: "verified",
};

const emailSchema = z.object({ email: z.string().min(1).max(320), verified: flag, primary: flag });
const answerSchema = z.object({ id: uid, emails: z.array(emailSchema).max(100).default([]), name: text });

/** Login with Eventbrite. Its tokens do not expire. */
export function eventbrite(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutEventbrite, options),
      authorizationEndpoint: "https://www.eventbrite.com/oauth/authorize",
      tokenEndpoint: "https://www.eventbrite.com/oauth/token",
      pkce: "none",
      profile: profileAt("https://www.eventbriteapi.com/v3/users/me/", answerSchema, ({ id, emails, name }) => ({
        uid: id,
        emails,
        name,
      })),
    },
    { refreshEndpoint: null },
  );
}
