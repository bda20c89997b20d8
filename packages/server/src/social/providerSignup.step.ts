import { z } from "zod";
import type { Step } from "../engine/request.ts";
import { describeProvider } from "../identity/providerInfo.ts";

export const providerSignupState = z.object({
  provider: z.string(),
  uid: z.string(),
  display: z.string(),
  emails: z.array(z.object({ address: z.string(), verified: z.boolean() })),
  username: z.string().nullable(),
});
export type ProviderSignupState = z.output<typeof providerSignupState>;

/** A signup waits for what the provider did not supply, or for an identifier that is not taken. */
export const providerSignupStep: Step<"provider_signup", ProviderSignupState> = {
  id: "provider_signup",
  state: providerSignupState,
  describe({ provider: id, emails, username }, _counters, { social }) {
    const provider = social.providers.find((one) => one.id === id);
    const [first] = emails;
    return {
      provider: provider === undefined ? { id, name: id, flows: [] } : describeProvider(provider),
      suggested: {
        ...(first === undefined ? {} : { email: first.address }),
        ...(username === null ? {} : { username }),
      },
    };
  },
};
