import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutNaver: ProviderAbout = {
  id: "naver",
  name: "Naver",
  scopes: [],
  console: "https://developers.naver.com/apps/",
  addresses: "unverified",
  quirk: "Account ids differ per app.",
};

const answerSchema = z.object({
  resultcode: z.literal("00"),
  response: z.object({ id: uid, email: address, nickname: text, name: text }),
});

/** Naver. The id is specific to this app: other apps see another. */
export function naver(options: ClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutNaver, options),
    authorizationEndpoint: "https://nid.naver.com/oauth2.0/authorize",
    tokenEndpoint: "https://nid.naver.com/oauth2.0/token",
    pkce: "none",
    profile: profileAt("https://openapi.naver.com/v1/nid/me", answerSchema, ({ response }) => ({
      uid: response.id,
      email: response.email,
      username: response.nickname,
      name: response.name,
    })),
  });
}
