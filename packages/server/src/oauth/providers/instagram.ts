import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutInstagram: ProviderAbout = {
  id: "instagram",
  name: "Instagram",
  scopes: ["instagram_business_basic"],
  console: "https://developers.facebook.com/apps",
  addresses: "none",
  quirk: "For professional accounts (business or creator) alone: its API for personal accounts ended in 2024.",
};

const userSchema = z.object({ user_id: uid, username: text });
/** Documented as a list of one, and sent without it. */
const answerSchema = z.union([userSchema, z.object({ data: z.tuple([userSchema]) }).transform(({ data }) => data[0])]);
const tokensSchema = z.object({ data: z.tuple([z.unknown()]) }).transform(({ data }) => data[0]);

/** Business Login for Instagram. */
export function instagram(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutInstagram, options),
      authorizationEndpoint: "https://www.instagram.com/oauth/authorize",
      tokenEndpoint: "https://api.instagram.com/oauth/access_token",
      pkce: "none",
      profile: profileAt("https://graph.instagram.com/v24.0/me?fields=user_id,username", answerSchema, (user) => ({
        uid: user.user_id,
        username: user.username,
      })),
    },
    { scopeSeparator: ",", refreshEndpoint: null, unwrap: (answer) => tokensSchema.safeParse(answer).data },
  );
}
