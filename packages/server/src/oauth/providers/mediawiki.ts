import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutMediawiki: ProviderAbout = {
  id: "mediawiki",
  name: "MediaWiki",
  scopes: [],
  console: "https://meta.wikimedia.org/wiki/Special:OAuthConsumerRegistration",
  addresses: "verified",
  quirk: "Wikimedia (Wikipedia and its sisters) by default; provides an address only with the grant for it.",
};

export interface MediawikiOptions extends PublicClientOptions {
  /** The REST API of a wiki with the extension OAuth [https://meta.wikimedia.org/w/rest.php]. */
  restApi?: string;
}

const answerSchema = z.object({ sub: uid, email: address, confirmed_email: flag, username: text, realname: text });

/** Wikimedia, or another MediaWiki. */
export function mediawiki({
  restApi = "https://meta.wikimedia.org/w/rest.php",
  ...options
}: MediawikiOptions): Provider {
  const base = `${restApi.replace(/\/$/, "")}/oauth2`;
  return oauth2({
    ...clientOf(aboutMediawiki, options),
    authorizationEndpoint: `${base}/authorize`,
    tokenEndpoint: `${base}/access_token`,
    profile: profileAt(`${base}/resource/profile`, answerSchema, (user) => ({
      uid: user.sub,
      email: user.email,
      verified: user.confirmed_email,
      username: user.username,
      name: user.realname,
    })),
  });
}
