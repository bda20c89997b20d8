import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutMeetup: ProviderAbout = {
  id: "meetup",
  name: "Meetup",
  scopes: ["basic"],
  console: "https://www.meetup.com/api/oauth/list/",
  addresses: "none",
};

const answerSchema = z.object({ data: z.object({ self: z.object({ id: uid, name: text }) }) });

/** Login with Meetup. */
export function meetup(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutMeetup, options),
    authorizationEndpoint: "https://secure.meetup.com/oauth2/authorize",
    tokenEndpoint: "https://secure.meetup.com/oauth2/access",
    pkce: "none",
    profile: profileAt(
      "https://api.meetup.com/gql-ext",
      answerSchema,
      ({ data: { self } }) => ({ uid: self.id, name: self.name }),
      { json: { query: "query { self { id name } }" } },
    ),
  });
}
