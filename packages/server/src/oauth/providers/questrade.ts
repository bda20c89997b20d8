import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { parseAs, profileOf, uid } from "../profiles/parse.ts";

export const aboutQuestrade: ProviderAbout = {
  id: "questrade",
  name: "Questrade",
  scopes: [],
  console: "https://www.questrade.com/api",
  addresses: "none",
  quirk: "Scopes are set in its console; the token can read the user's accounts.",
};

/** Each user has a server, which it names beside the tokens; a token is sent to its servers alone. */
const tokensSchema = z.object({ api_server: z.string().regex(/^https:\/\/[\w-]+\.iq\.questrade\.com\/?$/) });
const answerSchema = z.object({ userId: uid });

/** Login with Questrade. */
export function questrade(options: PublicClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutQuestrade, options),
    authorizationEndpoint: "https://login.questrade.com/oauth2/authorize",
    tokenEndpoint: "https://login.questrade.com/oauth2/token",
    pkce: "none",
    async profile(http, accessToken, { extra }) {
      const { api_server } = parseAs(tokensSchema, extra, "questrade");
      const answer = await http.json(new URL("/v1/accounts", api_server), { bearer: accessToken });
      const { userId } = parseAs(answerSchema, answer, "questrade");
      // Without the accounts, which nobody needs for a login.
      return profileOf({ uid: userId, raw: { userId } });
    },
  });
}
