import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, flag, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutKakao: ProviderAbout = {
  id: "kakao",
  name: "Kakao",
  scopes: [],
  console: "https://developers.kakao.com/console/app",
  addresses: "verified",
  quirk: "Asks for the consents set in the console; requesting any other fails.",
};

const accountSchema = z.object({
  email: address,
  is_email_valid: flag,
  is_email_verified: flag,
  profile: z.object({ nickname: text }).nullish(),
});
const answerSchema = z.object({ id: uid, kakao_account: accountSchema.nullish() });

/** Kakao. The client id is the REST API key. */
export function kakao(options: PublicClientOptions): Provider {
  return oauth2({
    ...clientOf(aboutKakao, options),
    authorizationEndpoint: "https://kauth.kakao.com/oauth/authorize",
    reauthenticationParameters: { prompt: "login" },
    tokenEndpoint: "https://kauth.kakao.com/oauth/token",
    pkce: "none",
    profile: profileAt("https://kapi.kakao.com/v2/user/me", answerSchema, ({ id, kakao_account: account }) => ({
      uid: id,
      email: account?.email ?? null,
      // An address that another account has taken over is verified, but no longer valid.
      verified: account?.is_email_valid === true && account.is_email_verified,
      name: account?.profile?.nickname ?? null,
    })),
  });
}
