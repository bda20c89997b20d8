import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutNextcloud: ProviderAbout = {
  id: "nextcloud",
  name: "Nextcloud",
  scopes: [],
  console: null,
  addresses: "unverified",
  quirk: "The id is the account's name, which nobody can change: do not reassign names.",
};

export interface NextcloudOptions extends ClientOptions {
  /** Such as `https://cloud.acme.com`. */
  instance: string;
}

const userSchema = z.object({ id: uid, email: address, displayname: text });
const answerSchema = z.object({ ocs: z.object({ data: userSchema }) });

/** A Nextcloud instance. */
export function nextcloud({ instance, ...options }: NextcloudOptions): Provider {
  const base = instance.replace(/\/$/, "");
  return oauth2({
    ...clientOf(aboutNextcloud, options),
    authorizationEndpoint: `${base}/index.php/apps/oauth2/authorize`,
    tokenEndpoint: `${base}/index.php/apps/oauth2/api/v1/token`,
    pkce: "none",
    profile: profileAt(
      `${base}/ocs/v2.php/cloud/user?format=json`,
      answerSchema,
      ({ ocs: { data } }) => ({
        uid: data.id,
        email: data.email,
        username: data.id,
        name: data.displayname,
        raw: data,
      }),
      { headers: { "ocs-apirequest": "true" } },
    ),
  });
}
