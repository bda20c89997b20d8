import { createHash } from "node:crypto";
import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutOdnoklassniki: ProviderAbout = {
  id: "odnoklassniki",
  name: "OK",
  scopes: ["VALUABLE_ACCESS"],
  console: "https://ok.ru/devaccess",
  addresses: "none",
  quirk: "Needs the application's public key in addition to its id and secret.",
};

export interface OdnoklassnikiOptions extends ClientOptions {
  /** The public key of the application. */
  applicationKey: string;
}

const answerSchema = z.object({ uid, name: text });
/** The signature of its API requires MD5 (OK, "REST API: signing requests"). */
const md5 = (value: string) => createHash("md5").update(value).digest("hex");

/** Login with OK (Odnoklassniki). */
export function odnoklassniki({ applicationKey, ...options }: OdnoklassnikiOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutOdnoklassniki, options),
      authorizationEndpoint: "https://connect.ok.ru/oauth/authorize",
      tokenEndpoint: "https://api.ok.ru/oauth/token.do",
      pkce: "none",
      async profile(http, accessToken) {
        const signed = `application_key=${applicationKey}format=jsonmethod=users.getCurrentUser`;
        const sig = md5(`${signed}${md5(`${accessToken}${options.clientSecret}`)}`);
        const form = new URLSearchParams({ application_key: applicationKey, format: "json", sig });
        form.set("method", "users.getCurrentUser");
        form.set("access_token", accessToken);
        const raw = await http.json("https://api.ok.ru/fb.do", { form });
        const user = parseAs(answerSchema, raw, "odnoklassniki");
        return profileOf({ uid: user.uid, name: user.name, raw });
      },
    },
    { scopeSeparator: ";" },
  );
}
