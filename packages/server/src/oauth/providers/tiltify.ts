import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutTiltify: ProviderAbout = {
  id: "tiltify",
  name: "Tiltify",
  scopes: ["public"],
  console: "https://app.tiltify.com/developers",
  addresses: "none",
};

const answerSchema = z.object({ data: z.object({ id: uid, username: text }) });

/** Login with Tiltify. */
export function tiltify(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutTiltify, options),
    authorizationEndpoint: "https://v5api.tiltify.com/oauth/authorize",
    tokenEndpoint: "https://v5api.tiltify.com/oauth/token",
    pkce: "none",
    profile: profileAt(
      "https://v5api.tiltify.com/api/public/current-user",
      answerSchema,
      ({ data }) => ({ uid: data.id, username: data.username }),
      { headers: { "client-id": options.clientId } },
    ),
  });
}
