import type { TRPC_ERROR_CODE_KEY } from "@trpc/server";
import type { AuthErrorCode } from "../wire/errors.ts";

interface ErrorEntry {
  trpc: TRPC_ERROR_CODE_KEY;
  /** Plain text for people. */
  message: string;
}

const bad = (message: string): ErrorEntry => ({ trpc: "BAD_REQUEST", message });

/** How each code is told. */
export const errorTable = {
  required: bad("This field is required."),
  invalid: bad("This is not valid."),
  invalid_login: bad("Enter exactly one of email, user name or phone number."),
  email_password_mismatch: bad("The email address or the password is not correct."),
  username_password_mismatch: bad("The user name or the password is not correct."),
  phone_password_mismatch: bad("The phone number or the password is not correct."),
  incorrect_password: bad("The password is not correct."),
  enter_current_password: bad("Enter your current password."),
  incorrect_code: bad("The code is not correct."),
  invalid_or_expired_key: bad("This link is not valid, or it has expired."),
  invalid_password_reset: bad("This password reset link is not valid, or it has expired."),
  email_taken: bad("This email address is already in use."),
  username_taken: bad("This user name is already in use."),
  username_blocked: bad("This user name cannot be used."),
  phone_taken: bad("This phone number is already in use."),
  unknown_email: bad("There is no account with this email address."),
  unknown_phone: bad("There is no account with this phone number."),
  unverified_primary_email: bad("Verify this email address before making it the primary one."),
  cannot_remove_primary_email: bad("The primary email address cannot be removed."),
  duplicate_email: bad("This email address is already yours."),
  max_email_addresses: bad("You cannot add more email addresses."),
  same_as_current: bad("This is the same as before."),
  password_too_short: bad("This password is too short."),
  password_too_common: bad("This password is too common."),
  password_too_similar: bad("This password is too similar to your own data."),
  too_many_login_attempts: bad("There were too many attempts. Try again later."),
  account_inactive: bad("This account is not active."),
  unknown_provider: bad("This provider is not available."),
  token_required: bad("A token is required."),
  client_id_required: bad("A client id is required."),
  client_id_mismatch: bad("The token was issued to another app."),
  token_authentication_not_supported: bad("This provider does not support logging in with a token."),
  invalid_token: bad("The token is not valid."),
  invalid_url: bad("This address is not allowed."),
  connected_other: bad("This account is connected to another user."),
  disconnect_last: bad("This is your only way to log in."),
  no_password: bad("Set a password first."),
  no_verified_email: bad("Verify an email address first."),
  cannot_delete_authenticator: bad("This authenticator cannot be removed."),
  cannot_generate_recovery_codes: bad("Add another authenticator first."),
  add_email_blocked: bad("An email address cannot be added while two-factor authentication is on."),
  unverified_email: bad("Verify your email address first."),
  access_denied: bad("The provider was not allowed to tell who you are."),
  provider_failed: bad("The provider could not be reached, or it failed. Try again."),
  max_authenticators: bad("You cannot add more passkeys."),
  already_active: { trpc: "CONFLICT", message: "This is already set up." },
  not_authenticated: { trpc: "UNAUTHORIZED", message: "Log in first." },
  session_gone: { trpc: "UNAUTHORIZED", message: "The session has ended. Log in again." },
  reauthentication_required: { trpc: "UNAUTHORIZED", message: "Confirm that it is you, then try again." },
  signup_closed: { trpc: "FORBIDDEN", message: "Signing up is closed at present." },
  csrf: { trpc: "FORBIDDEN", message: "This call came from an origin that is not trusted." },
  client_not_allowed: { trpc: "FORBIDDEN", message: "This kind of client is not served here." },
  no_pending_flow: { trpc: "CONFLICT", message: "Nothing is waiting for this step. Start again." },
  already_authenticated: { trpc: "CONFLICT", message: "You are already logged in." },
  rate_limited: { trpc: "TOO_MANY_REQUESTS", message: "That was too often. Try again later." },
  not_found: { trpc: "NOT_FOUND", message: "There is no such thing." },
  not_enabled: { trpc: "NOT_FOUND", message: "This is not enabled here." },
  cookies_unavailable: {
    trpc: "PRECONDITION_FAILED",
    message:
      "A cookie cannot be set here, because the answer streams or is no HTTP answer. Send auth calls over httpLink or httpBatchLink: authLink() of @latchkey/react does, or splitLink.",
  },
} as const satisfies Record<AuthErrorCode, ErrorEntry>;
