import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutZoom: ProviderAbout = {
  id: "zoom",
  name: "Zoom",
  scopes: ["user:read:user"],
  console: "https://marketplace.zoom.us/develop/create",
  addresses: "verified",
};

const answerSchema = z.object({
  id: uid,
  email: address,
  // 1 or 0.
  verified: z
    .unknown()
    .optional()
    .transform((value) => value === 1),
  display_name: text,
});

/** Login with Zoom. */
export function zoom(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutZoom, options),
    authorizationEndpoint: "https://zoom.us/oauth/authorize",
    tokenEndpoint: "https://zoom.us/oauth/token",
    clientAuthentication: "basic",
    profile: profileAt("https://api.zoom.us/v2/users/me", answerSchema, (user) => ({
      uid: user.id,
      email: user.email,
      verified: user.verified,
      name: user.display_name,
    })),
  });
}
