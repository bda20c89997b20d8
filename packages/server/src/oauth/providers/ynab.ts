import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutYnab: ProviderAbout = {
  id: "ynab",
  name: "YNAB",
  scopes: ["read-only"],
  console: "https://app.ynab.com/settings/developer",
  addresses: "none",
};

const answerSchema = z.object({ data: z.object({ user: z.object({ id: uid }) }) });

/** Login with YNAB. */
export function ynab(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutYnab, options),
    authorizationEndpoint: "https://app.ynab.com/oauth/authorize",
    tokenEndpoint: "https://app.ynab.com/oauth/token",
    profile: profileAt("https://api.ynab.com/v1/user", answerSchema, ({ data }) => ({ uid: data.user.id })),
  });
}
