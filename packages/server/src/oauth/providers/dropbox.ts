import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutDropbox: ProviderAbout = {
  id: "dropbox",
  name: "Dropbox",
  scopes: ["account_info.read"],
  console: "https://www.dropbox.com/developers/apps",
  addresses: "verified",
};

const answerSchema = z.object({
  account_id: uid,
  email: address,
  email_verified: flag,
  name: z.object({ display_name: text }),
});

/** Login with Dropbox. */
export function dropbox(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutDropbox, options),
    authorizationEndpoint: "https://www.dropbox.com/oauth2/authorize",
    reauthenticationParameters: { force_reauthentication: "true" },
    tokenEndpoint: "https://api.dropboxapi.com/oauth2/token",
    clientAuthentication: "basic",
    profile: profileAt(
      "https://api.dropboxapi.com/2/users/get_current_account",
      answerSchema,
      (user) => ({
        uid: user.account_id,
        email: user.email,
        verified: user.email_verified,
        name: user.name.display_name,
      }),
      { json: null },
    ),
  });
}
