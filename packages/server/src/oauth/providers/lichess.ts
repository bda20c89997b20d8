import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutLichess: ProviderAbout = {
  id: "lichess",
  name: "Lichess",
  scopes: ["email:read"],
  console: null,
  addresses: "unverified",
  quirk:
    "No registration needed: choose any name as the client id. An account's id is its lower-case name, which is never reassigned.",
};

const userSchema = z.object({ id: uid, username: text });
const emailSchema = z.object({ email: address });

/** Login with Lichess. */
export function lichess(options: Omit<PublicClientOptions, "clientSecret">): Provider {
  return oauth2With(
    {
      ...clientOf(aboutLichess, options),
      authorizationEndpoint: "https://lichess.org/oauth",
      tokenEndpoint: "https://lichess.org/api/token",
      async profile(http, accessToken) {
        const raw = await http.json("https://lichess.org/api/account", { bearer: accessToken });
        const { id, username } = parseAs(userSchema, raw, "lichess");
        const isAsked = (options.scopes ?? aboutLichess.scopes).includes("email:read");
        const answer = isAsked ? await http.json("https://lichess.org/api/account/email", { bearer: accessToken }) : {};
        const { email } = parseAs(emailSchema, answer, "lichess");
        return profileOf({ uid: id, email, username, raw });
      },
    },
    { refreshEndpoint: null },
  );
}
