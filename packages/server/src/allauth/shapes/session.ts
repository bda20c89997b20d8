import { z } from "zod";
import { named } from "./named.ts";
import { providerShape } from "./state.ts";

export const configShape = named(
  "Configuration",
  z.object({
    account: z.object({
      login_methods: z.array(z.enum(["email", "username", "phone"])),
      is_open_for_signup: z.boolean(),
      email_verification_by_code_enabled: z.boolean(),
      login_by_code_enabled: z.boolean(),
      password_reset_by_code_enabled: z.boolean(),
      authentication_method: z
        .enum(["email", "username", "username_email"])
        .optional()
        .describe("For older clients; `login_methods` says more."),
    }),
    socialaccount: z.object({ providers: z.array(providerShape) }),
    mfa: z.object({
      supported_types: z.array(z.enum(["recovery_codes", "totp", "webauthn"])),
      passkey_login_enabled: z.boolean(),
    }),
    usersessions: z.object({ track_activity: z.boolean() }),
  }),
);

export const sessionsShape = z.array(
  named(
    "Session",
    z.object({
      id: z.string(),
      ip: z.string().nullable(),
      user_agent: z.string().describe("As the client sent it. Plain text: escape it."),
      created_at: z.number().describe("Seconds since 1970."),
      last_seen_at: z.number().optional().describe("With `session.trackActivity`."),
      is_current: z.boolean(),
    }),
  ),
);
