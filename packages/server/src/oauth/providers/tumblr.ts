import { z } from "zod";
import { type Provider, ProviderError } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { flag, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutTumblr: ProviderAbout = {
  id: "tumblr",
  name: "Tumblr",
  scopes: ["basic"],
  console: "https://www.tumblr.com/oauth/apps",
  addresses: "none",
  quirk:
    "Users have no id: the id of their primary blog is used, which survives renaming. Add offline_access to the scopes for refresh tokens.",
};

const blogSchema = z.object({ uuid: uid, primary: flag });
const answerSchema = z.object({
  response: z.object({ user: z.object({ name: text, blogs: z.array(blogSchema) }) }),
});

/** Login with Tumblr. */
export function tumblr(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutTumblr, options),
    authorizationEndpoint: "https://www.tumblr.com/oauth2/authorize",
    tokenEndpoint: "https://api.tumblr.com/v2/oauth2/token",
    clientAuthentication: "basic",
    pkce: "none",
    async profile(http, accessToken) {
      const raw = await http.json("https://api.tumblr.com/v2/user/info", { bearer: accessToken });
      const { user } = parseAs(answerSchema, raw, "tumblr").response;
      const primary = user.blogs.find((blog) => blog.primary);
      if (primary === undefined) throw new ProviderError("invalid", "tumblr: no primary blog");
      return profileOf({ uid: primary.uuid, username: user.name, raw });
    },
  });
}
