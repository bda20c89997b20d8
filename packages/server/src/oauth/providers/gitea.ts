import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { addressList } from "../profiles/addressList.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutGitea: ProviderAbout = {
  id: "gitea",
  name: "Gitea",
  scopes: ["read:user"],
  console: null,
  addresses: "verified",
};

export interface GiteaOptions extends PublicClientOptions {
  /** Such as `https://gitea.acme.com` or `https://codeberg.org`. */
  instance: string;
}

const userSchema = z.object({ id: uid, login: text, full_name: text, email: address });

/** A Gitea or Forgejo instance. */
export function gitea({ instance, ...options }: GiteaOptions): Provider {
  const base = instance.replace(/\/$/, "");
  return oauth2({
    ...clientOf(aboutGitea, options),
    authorizationEndpoint: `${base}/login/oauth/authorize`,
    tokenEndpoint: `${base}/login/oauth/access_token`,
    clientAuthentication: "basic",
    async profile(http, accessToken) {
      const raw = await http.json(`${base}/api/v1/user`, { bearer: accessToken });
      const { id, login, full_name, email } = parseAs(userSchema, raw, "gitea");
      const list = await addressList(`${base}/api/v1/user/emails`, accessToken, http);
      const emails = list ?? (email === null ? [] : [{ email, verified: false, primary: true }]);
      return profileOf({ uid: id, emails, username: login, name: full_name, raw });
    },
  });
}
