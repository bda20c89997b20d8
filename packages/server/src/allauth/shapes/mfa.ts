import { z } from "zod";
import { named } from "./named.ts";

const times = {
  created_at: z.number().describe("Seconds since 1970."),
  last_used_at: z.number().nullable(),
};

export const totpShape = named("TotpAuthenticator", z.object({ type: z.literal("totp"), ...times }));

const codes = { type: z.literal("recovery_codes"), ...times, total_code_count: z.int(), unused_code_count: z.int() };
export const recoveryCodesShape = named("RecoveryCodesAuthenticator", z.object(codes));
export const shownCodesShape = named(
  "RecoveryCodes",
  z.object({
    ...codes,
    unused_codes: z.array(z.string()).optional().describe("Absent once they may no longer be shown."),
  }),
);

export const webAuthnShape = named(
  "WebAuthnAuthenticator",
  z.object({
    type: z.literal("webauthn"),
    ...times,
    id: z.string(),
    name: z.string(),
    is_passwordless: z.boolean().describe("Whether it logs in by itself, without a user name."),
  }),
);

export const authenticatorsShape = z.array(
  named("Authenticator", z.discriminatedUnion("type", [totpShape, recoveryCodesShape, webAuthnShape])),
);

/** The JSON forms of WebAuthn Level 3 (§5.1.8–5.1.10), as browsers parse and return them. */
export const creationOptionsShape = z.object({
  creation_options: z.object({ publicKey: z.looseObject({ challenge: z.string() }) }),
});
export const requestOptionsShape = z.object({
  request_options: z.object({ publicKey: z.looseObject({ challenge: z.string() }) }),
});
export const credentialShape = named(
  "Credential",
  z.looseObject({}).describe("What `PublicKeyCredential.toJSON()` returns."),
);
