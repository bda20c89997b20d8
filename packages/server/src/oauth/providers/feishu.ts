import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutFeishu: ProviderAbout = {
  id: "feishu",
  name: "Feishu",
  scopes: [],
  console: "https://open.feishu.cn/app",
  addresses: "unverified",
  quirk: "Lark outside of China, with the option lark. Account ids differ per app.",
};

export interface FeishuOptions extends ClientOptions {
  /** Lark, for users outside of China, who are not Feishu's [false]. */
  lark?: boolean;
}

const userSchema = z.object({ open_id: uid, email: address, name: text });
const answerSchema = z.object({ code: z.literal(0), data: userSchema });

/** Feishu, or Lark. */
export function feishu({ lark = false, ...options }: FeishuOptions): Provider {
  const domain = lark ? "larksuite.com" : "feishu.cn";
  const api = `https://open.${domain}/open-apis/authen`;
  return oauth2With(
    {
      ...clientOf(aboutFeishu, options),
      authorizationEndpoint: `https://accounts.${domain}/open-apis/authen/v1/authorize`,
      tokenEndpoint: `${api}/v2/oauth/token`,
      profile: profileAt(`${api}/v1/user_info`, answerSchema, ({ data }) => ({
        uid: data.open_id,
        email: data.email,
        name: data.name,
        raw: data,
      })),
    },
    { encoding: "json" },
  );
}
