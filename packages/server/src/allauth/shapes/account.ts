import { z } from "zod";
import { named } from "./named.ts";
import { providerShape } from "./state.ts";

export const emailsShape = z.array(
  named("EmailAddress", z.object({ email: z.string(), verified: z.boolean(), primary: z.boolean() })),
);

export const phonesShape = z.array(
  named("PhoneNumber", z.object({ phone: z.string().describe("E.164."), verified: z.boolean() })),
);

export const connectionShape = named(
  "ProviderAccount",
  z.object({
    uid: z.string(),
    provider: providerShape,
    display: z.string().describe("An address or a name. Plain text."),
  }),
);

export const providerSignupShape = z.object({
  user: z.object({ display: z.string(), username: z.string().optional(), has_usable_password: z.literal(false) }),
  account: connectionShape,
  email: emailsShape,
});
