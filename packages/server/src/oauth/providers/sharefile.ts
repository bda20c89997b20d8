import { z } from "zod";
import { SetupError } from "../../lib/setupError.ts";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutSharefile: ProviderAbout = {
  id: "sharefile",
  name: "ShareFile",
  scopes: [],
  console: "https://api.sharefile.com/apikeys",
  addresses: "unverified",
  quirk: "One provider per ShareFile account, each with its own id.",
};

export interface SharefileOptions extends ClientOptions {
  /** Such as `acme` for `acme.sharefile.com`. */
  subdomain: string;
}

const answerSchema = z.object({ Id: uid, Email: address, FullName: text });

/** A ShareFile account of a company. */
export function sharefile({ subdomain, ...options }: SharefileOptions): Provider {
  if (!/^[a-z\d-]+$/i.test(subdomain)) throw new SetupError("sharefile: expected subdomain, such as acme");
  return oauth2({
    ...clientOf(aboutSharefile, options),
    authorizationEndpoint: "https://secure.sharefile.com/oauth/authorize",
    tokenEndpoint: `https://${subdomain}.sharefile.com/oauth/token`,
    pkce: "none",
    profile: profileAt(`https://${subdomain}.sf-api.com/sf/v3/Users`, answerSchema, (user) => ({
      uid: user.Id,
      email: user.Email,
      name: user.FullName,
    })),
  });
}
