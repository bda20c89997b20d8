import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutPolar: ProviderAbout = {
  id: "polar",
  name: "Polar",
  scopes: ["openid", "profile", "email"],
  console: "https://polar.sh/settings",
  addresses: "verified",
};

const answerSchema = z.object({ sub: uid, email: address, email_verified: flag, name: text });

/** Polar. Requests a person, never an organization. */
export function polar(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutPolar, options),
    authorizationEndpoint: "https://polar.sh/oauth2/authorize",
    tokenEndpoint: "https://api.polar.sh/v1/oauth2/token",
    authorizationParameters: { sub_type: "user" },
    profile: profileAt(
      "https://api.polar.sh/v1/oauth2/userinfo",
      answerSchema,
      ({ sub, email, email_verified, name }) => ({ uid: sub, email, verified: email_verified, name }),
    ),
  });
}
