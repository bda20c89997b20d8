import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutAutodesk: ProviderAbout = {
  id: "autodesk",
  name: "Autodesk",
  scopes: ["openid", "user-profile:read"],
  console: "https://aps.autodesk.com/myapps/",
  addresses: "verified",
};

const answerSchema = z.object({ sub: uid, email: address, email_verified: flag, preferred_username: text, name: text });

/** Autodesk Platform Services. */
export function autodesk(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutAutodesk, options),
    authorizationEndpoint: "https://developer.api.autodesk.com/authentication/v2/authorize",
    tokenEndpoint: "https://developer.api.autodesk.com/authentication/v2/token",
    clientAuthentication: "basic",
    profile: profileAt("https://api.userprofile.autodesk.com/userinfo", answerSchema, (user) => ({
      uid: user.sub,
      email: user.email,
      verified: user.email_verified,
      username: user.preferred_username,
      name: user.name,
    })),
  });
}
