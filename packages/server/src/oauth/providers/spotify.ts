import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutSpotify: ProviderAbout = {
  id: "spotify",
  name: "Spotify",
  scopes: ["user-read-email"],
  console: "https://developer.spotify.com/dashboard",
  addresses: "unverified",
  quirk: "Its documentation says that the address is not verified, and calls that field deprecated.",
};

const answerSchema = z.object({ account_id: uid, email: address, display_name: text });

/** Spotify. It documents that the address is not verified. */
export function spotify(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutSpotify, options),
    authorizationEndpoint: "https://accounts.spotify.com/authorize",
    tokenEndpoint: "https://accounts.spotify.com/api/token",
    clientAuthentication: "basic",
    profile: profileAt("https://api.spotify.com/v1/me", answerSchema, ({ account_id, email, display_name }) => ({
      // Not `id`, which may change and is not meant for linking accounts (Web API changelog, May 2026).
      uid: account_id,
      email,
      name: display_name,
    })),
  });
}
