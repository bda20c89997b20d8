import { z } from "zod";
import {
  type Provider,
  ProviderError,
  type ProviderHttp,
  type ProviderProfile,
  type VerifiedToken,
} from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { ofAccessToken, requireAccessToken } from "../nativeToken.ts";
import { oauth2With } from "../oauth2.ts";
import { addressList } from "../profiles/addressList.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";
import { basic } from "../tokenEndpoint.ts";

export const aboutGithub: ProviderAbout = {
  id: "github",
  name: "GitHub",
  scopes: ["read:user", "user:email"],
  console: "https://github.com/settings/developers",
  addresses: "verified",
  tokenLogin: "access token",
};

const API = "https://api.github.com";
const userSchema = z.object({ id: uid, login: text, name: text, email: address });

/** GitHub. A GitHub App has permissions instead of scopes: let it read email addresses. */
export function github(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutGithub, options),
      authorizationEndpoint: "https://github.com/login/oauth/authorize",
      tokenEndpoint: "https://github.com/login/oauth/access_token",
      clientAuthentication: "basic",
      profile: (http, accessToken) => profile(http, accessToken),
    },
    { verifyToken: async (token, _context, http) => verifyToken(options, requireAccessToken(token, "github"), http) },
  );
}

async function profile(http: ProviderHttp, accessToken: string): Promise<ProviderProfile> {
  const raw = await http.json(`${API}/user`, { bearer: accessToken });
  const { id, login, name, email } = parseAs(userSchema, raw, "github");
  const list = await addressList(`${API}/user/emails`, accessToken, http);
  // The one in the profile may be any that the user has added.
  const emails = list ?? (email === null ? [] : [{ email, verified: false, primary: true }]);
  return profileOf({ uid: id, emails, username: login, name, raw });
}

const checkSchema = z.object({
  app: z.object({ client_id: z.string() }),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
  user: z.object({ id: uid }),
});

/** GitHub reveals the app of a token only to that app (REST API, "Check a token"). */
async function verifyToken(
  { clientId, clientSecret }: ClientOptions,
  accessToken: string,
  http: ProviderHttp,
): Promise<VerifiedToken> {
  const url = `${API}/applications/${encodeURIComponent(clientId)}/token`;
  const headers = { authorization: `Basic ${basic(clientId, clientSecret)}` };
  const answer = await http.json(url, { headers, json: { access_token: accessToken } });
  const { app, user, expires_at } = parseAs(checkSchema, answer, "github");
  const made = await profile(http, accessToken);
  if (app.client_id !== clientId || made.uid !== user.id)
    throw new ProviderError("invalid", "github: the access token is another app's");
  return ofAccessToken(accessToken, made, typeof expires_at === "string" ? new Date(expires_at) : null);
}
