/** The kinds of second factor. */
export type MfaType = "totp" | "recovery_codes" | "webauthn";
