import { z } from "zod";
import { SetupError } from "../../lib/setupError.ts";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutWorkos: ProviderAbout = {
  id: "workos",
  name: "WorkOS",
  scopes: [],
  console: "https://dashboard.workos.com/",
  addresses: "unverified",
  quirk: "Single sign-on for one organization, connection or provider, which you must specify.",
};

export interface WorkosOptions extends PublicClientOptions {
  /** The organization of the single sign-on, such as `org_…`; or else a connection or a provider. */
  organization?: string;
  /** Such as `conn_…`. */
  connection?: string;
  /** Such as `GoogleOAuth`. */
  provider?: string;
}

const answerSchema = z.object({ id: uid, email: address, first_name: text });

/** WorkOS Single Sign-On. The client secret is the API key. */
export function workos({ organization, connection, provider, ...options }: WorkosOptions): Provider {
  const asked = Object.entries({ organization, connection, provider }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  if (asked.length !== 1) throw new SetupError("workos: expected one of organization, connection or provider");
  return oauth2With(
    {
      ...clientOf(aboutWorkos, options),
      authorizationEndpoint: "https://api.workos.com/sso/authorize",
      tokenEndpoint: "https://api.workos.com/sso/token",
      authorizationParameters: Object.fromEntries(asked),
      profile: profileAt("https://api.workos.com/sso/profile", answerSchema, (user) => ({
        uid: user.id,
        email: user.email,
        name: user.first_name,
      })),
    },
    { refreshEndpoint: null },
  );
}
