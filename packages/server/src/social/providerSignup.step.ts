import { z } from "zod";
import type { Step } from "../engine/request.ts";
import type { ProviderInfo } from "../wire/provider.ts";

const providerInfo: z.ZodType<ProviderInfo> = z.object({
  id: z.string(),
  name: z.string(),
  flows: z.array(z.enum(["provider_redirect", "provider_token"])),
  clientId: z.string().exactOptional(),
  openidConfigurationUrl: z.string().exactOptional(),
});

export const providerSignupState = z.object({
  provider: z.string(),
  /** The provider as it was described when the signup began; flows of an older version have none. */
  info: providerInfo.nullable().default(null),
  uid: z.string(),
  display: z.string(),
  emails: z.array(z.object({ address: z.string(), verified: z.boolean() })),
  username: z.string().nullable(),
  /** The app's own fields, as suggested to the user. */
  fields: z.record(z.string(), z.unknown()).default({}),
  // Missing in flows that an older version stored.
  name: z.string().nullable().default(null),
  /** The hash of the key of the invitation that the signup accepts. */
  invitation: z.string().exactOptional(),
});
export type ProviderSignupState = z.output<typeof providerSignupState>;

/** A signup waits for what the provider did not supply, or for an identifier that is not taken. */
export const providerSignupStep: Step<"provider_signup", ProviderSignupState> = {
  id: "provider_signup",
  state: providerSignupState,
  describe({ provider: id, info, emails, username, fields }) {
    const [first] = emails;
    return {
      provider: info ?? { id, name: id, flows: [] },
      suggested: {
        ...(first === undefined ? {} : { email: first.address }),
        ...(username === null ? {} : { username }),
        ...(Object.keys(fields).length === 0 ? {} : { fields }),
      },
    };
  },
};
