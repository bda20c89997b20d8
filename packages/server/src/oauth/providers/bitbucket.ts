import { z } from "zod";
import { type Provider, type ProviderEmail, ProviderError, type ProviderHttp } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { flag, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutBitbucket: ProviderAbout = {
  id: "bitbucket",
  name: "Bitbucket",
  scopes: [],
  console: "https://bitbucket.org/account/settings/",
  addresses: "verified",
  quirk: "Scopes (account, email) are set in the console.",
};

const API = "https://api.bitbucket.org/2.0";
const userSchema = z.object({ uuid: uid, username: text, display_name: text });
const emailsSchema = z.object({
  values: z.array(z.object({ email: z.string().min(1).max(320), is_confirmed: flag, is_primary: flag })).max(100),
});

/** Bitbucket. Scopes are those of the app's registration. */
export function bitbucket(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutBitbucket, options),
    authorizationEndpoint: "https://bitbucket.org/site/oauth2/authorize",
    tokenEndpoint: "https://bitbucket.org/site/oauth2/access_token",
    clientAuthentication: "basic",
    pkce: "none",
    async profile(http, accessToken) {
      const raw = await http.json(`${API}/user`, { bearer: accessToken });
      const { uuid, username, display_name } = parseAs(userSchema, raw, "bitbucket");
      return profileOf({ uid: uuid, emails: await emailsOf(http, accessToken), username, name: display_name, raw });
    },
  });
}

/** None when the app may not read them. */
async function emailsOf(http: ProviderHttp, accessToken: string): Promise<ProviderEmail[]> {
  const answer = await http.json(`${API}/user/emails`, { bearer: accessToken }).catch((error: unknown) => {
    if (error instanceof ProviderError && error.kind === "refused") return { values: [] };
    throw error;
  });
  const { values } = parseAs(emailsSchema, answer, "bitbucket");
  return values.map(({ email, is_confirmed, is_primary }) => ({ email, verified: is_confirmed, primary: is_primary }));
}
