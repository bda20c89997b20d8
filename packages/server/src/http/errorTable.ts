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
  required: bad("This is missing. Fill it in."),
  invalid: bad("This is not valid. Check it and send it again."),
  invalid_login: bad("Enter exactly one of email, user name or phone number."),
  email_password_mismatch: bad("The email address or the password is not correct. Try again, or reset the password."),
  username_password_mismatch: bad("The user name or the password is not correct. Try again, or reset the password."),
  phone_password_mismatch: bad("The phone number or the password is not correct. Try again, or reset the password."),
  incorrect_password: bad("The password is not correct. Try again, or reset it."),
  enter_current_password: bad("Enter your current password."),
  incorrect_code: bad("The code is not correct. Check it, or get a new one."),
  invalid_or_expired_key: bad("This link is not valid, or it has expired. Ask for a new one."),
  invalid_password_reset: bad("This password reset is not valid, or it has expired. Ask for a new one."),
  email_taken: bad("This email address is already in use. Log in with it, or use another."),
  username_taken: bad("This user name is already in use. Choose another."),
  username_blocked: bad("This user name cannot be used. Choose another."),
  phone_taken: bad("This phone number is already in use. Log in with it, or use another."),
  unknown_email: bad("There is no account with this email address. Check it, or sign up."),
  unknown_phone: bad("There is no account with this phone number. Check it, or sign up."),
  unverified_primary_email: bad("Verify this email address before making it the primary one."),
  cannot_remove_primary_email: bad("The primary email address cannot be removed. Make another one the primary first."),
  duplicate_email: bad("This email address is already yours. Add another."),
  max_email_addresses: bad("You cannot add more email addresses. Remove one first."),
  same_as_current: bad("This is the same as before. Enter another."),
  password_too_short: bad("This password is too short. Choose a longer one."),
  password_too_common: bad("This password is too common. Choose one that is hard to guess."),
  password_too_similar: bad("This password is too similar to your own data. Choose one that does not contain it."),
  too_many_login_attempts: bad("There were too many attempts. Try again later."),
  account_inactive: bad("This account is not active. Ask the people who run this app."),
  unknown_provider: bad("This provider is not available. Choose another way to log in."),
  token_required: bad("A token is missing. Send the provider's id token or access token."),
  client_id_required: bad("The client id is missing. Send the one that the token was issued to."),
  client_id_mismatch: bad("The token was issued to another app. Send one that was issued to this app."),
  token_authentication_not_supported: bad("This provider does not take tokens. Log in by a redirect."),
  invalid_token: bad("The provider's token is not valid. Get a new one from the provider."),
  invalid_url: bad(
    "This address is not allowed. Send a path of this app, or a URL of its origin or of trustedOrigins.",
  ),
  connected_other: bad("This account is connected to another user. Log in as that user, or choose another account."),
  no_password: bad("Set a password first."),
  no_verified_email: bad("Verify an email address first."),
  cannot_delete_authenticator: bad("This is your only way to log in. Set up another one before you remove it."),
  cannot_generate_recovery_codes: bad("Add another authenticator first."),
  add_email_blocked: bad("An email address cannot be added while two-factor authentication is on. Turn it off first."),
  unverified_email: bad("Verify your email address first."),
  access_denied: bad(
    "The provider was not allowed to tell who you are. Try again and allow it, or choose another way.",
  ),
  provider_failed: bad("The provider could not be reached, or it failed. Try again."),
  max_authenticators: bad("You cannot add more passkeys. Remove one first."),
  already_active: { trpc: "CONFLICT", message: "This is already set up. Remove it first to set it up anew." },
  not_authenticated: { trpc: "UNAUTHORIZED", message: "Log in first." },
  session_gone: { trpc: "UNAUTHORIZED", message: "The session has ended. Log in again." },
  reauthentication_required: { trpc: "UNAUTHORIZED", message: "Confirm that it is you, then try again." },
  signup_closed: { trpc: "FORBIDDEN", message: "Signing up is closed at present. Ask the people who run this app." },
  csrf: { trpc: "FORBIDDEN", message: "This call came from an origin that is not trusted. Add it to trustedOrigins." },
  client_not_allowed: { trpc: "FORBIDDEN", message: "This kind of client is not served here. Add it to clients." },
  no_pending_flow: { trpc: "CONFLICT", message: "Nothing is waiting for this step. Start again." },
  already_authenticated: { trpc: "CONFLICT", message: "You are already logged in. Log out first." },
  rate_limited: { trpc: "TOO_MANY_REQUESTS", message: "That was too often. Try again later." },
  not_found: { trpc: "NOT_FOUND", message: "There is no such thing here. Load the list again." },
  not_enabled: { trpc: "NOT_FOUND", message: "This is not enabled here. Turn it on in the options of createAuth." },
  cookies_unavailable: {
    trpc: "PRECONDITION_FAILED",
    message:
      "A cookie cannot be set here, because the answer streams or is no HTTP answer. Send auth calls over httpLink or httpBatchLink: authLink() of @latchkey/react does, or splitLink.",
  },
} as const satisfies Record<AuthErrorCode, ErrorEntry>;
