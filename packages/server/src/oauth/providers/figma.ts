import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutFigma: ProviderAbout = {
  id: "figma",
  name: "Figma",
  scopes: ["current_user:read"],
  console: "https://www.figma.com/developers/apps",
  addresses: "unverified",
};

const answerSchema = z.object({ id: uid, email: address, handle: text });

/** Login with Figma. */
export function figma(options: ClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutFigma, options),
      authorizationEndpoint: "https://www.figma.com/oauth",
      tokenEndpoint: "https://api.figma.com/v1/oauth/token",
      clientAuthentication: "basic",
      profile: profileAt("https://api.figma.com/v1/me", answerSchema, ({ id, email, handle }) => ({
        uid: id,
        email,
        name: handle,
      })),
    },
    { refreshEndpoint: "https://api.figma.com/v1/oauth/refresh" },
  );
}
