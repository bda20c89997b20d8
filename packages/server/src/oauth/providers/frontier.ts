import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutFrontier: ProviderAbout = {
  id: "frontier",
  name: "Frontier",
  scopes: ["auth"],
  console: "https://user.frontierstore.net/developer",
  addresses: "unverified",
};

const answerSchema = z.object({ customer_id: uid, email: address, firstname: text });

/** Frontier, as for Elite Dangerous. */
export function frontier(options: PublicClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutFrontier, options),
    authorizationEndpoint: "https://auth.frontierstore.net/auth",
    tokenEndpoint: "https://auth.frontierstore.net/token",
    profile: profileAt("https://auth.frontierstore.net/me", answerSchema, (user) => ({
      uid: user.customer_id,
      email: user.email,
      name: user.firstname,
    })),
  });
}
