import { z } from "zod";
import { type AuthorizationAnswer, type Provider, ProviderError } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { PublicClientOptions } from "../clientOptions.ts";
import { oauth2With } from "../oauth2.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutVk: ProviderAbout = {
  id: "vk",
  name: "VK",
  scopes: ["email"],
  console: "https://id.vk.com/about/business/go",
  addresses: "unverified",
  quirk: "VK ID: its response includes a device_id, which the token exchange needs.",
};

const answerSchema = z.object({ user: z.object({ user_id: uid, email: address, first_name: text }) });

/** VK ID (OAuth 2.1); apps of the old kind migrate in its console. */
export function vk(options: PublicClientOptions): Provider {
  return oauth2With(
    {
      ...clientOf(aboutVk, options),
      authorizationEndpoint: "https://id.vk.com/authorize",
      tokenEndpoint: "https://id.vk.com/oauth2/auth",
      async profile(http, accessToken) {
        const form = new URLSearchParams({ client_id: options.clientId, access_token: accessToken });
        const raw = await http.json("https://id.vk.com/oauth2/user_info", { form });
        const { user } = parseAs(answerSchema, raw, "vk");
        return profileOf({ uid: user.user_id, email: user.email, name: user.first_name, raw });
      },
    },
    { exchangeParameters: (answer) => ({ device_id: deviceOf(answer) }), refreshEndpoint: null },
  );
}

function deviceOf({ extra }: AuthorizationAnswer): string {
  const device = extra?.device_id;
  if (device === undefined) throw new ProviderError("invalid", "vk: the answer has no device_id");
  return device;
}
