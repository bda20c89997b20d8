import type { TRPC_ERROR_CODE_KEY } from "@trpc/server";
import type { AuthErrorCode } from "../wire/errors.ts";

interface ErrorEntry {
  trpc: TRPC_ERROR_CODE_KEY;
  /** Plain text for users. */
  message: string;
}

const bad = (message: string): ErrorEntry => ({ trpc: "BAD_REQUEST", message });

/** The tRPC code and message of each code. */
export const errorTable = {
  required: bad("This field is required. Fill it in."),
  invalid: bad("This value is not valid. Check it and try again."),
  invalid_login: bad("Enter exactly one of email address, username or phone number."),
  email_password_mismatch: bad("The email address or password is incorrect. Try again, or reset your password."),
  username_password_mismatch: bad("The username or password is incorrect. Try again, or reset your password."),
  phone_password_mismatch: bad("The phone number or password is incorrect. Try again, or reset your password."),
  incorrect_password: bad("The password is incorrect. Try again, or reset it."),
  enter_current_password: bad("Enter your current password."),
  incorrect_code: bad("The code is incorrect. Check it, or get a new one."),
  unknown_credential: bad("This passkey belongs to no account. Log in another way, or choose a different passkey."),
  invalid_or_expired_key: bad("This link is invalid or has expired. Request a new one."),
  invalid_password_reset: bad("This password reset is invalid or has expired. Request a new one."),
  email_taken: bad("This email address is already in use. Log in with it, or use a different one."),
  username_taken: bad("This username is already in use. Choose a different one."),
  username_blocked: bad("This username cannot be used. Choose a different one."),
  phone_taken: bad("This phone number is already in use. Log in with it, or use a different one."),
  unknown_email: bad("There is no account with this email address. Check it, or sign up."),
  unknown_phone: bad("There is no account with this phone number. Check it, or sign up."),
  unverified_primary_email: bad("Verify this email address before making it primary."),
  cannot_remove_primary_email: bad("The primary email address cannot be removed. Make another address primary first."),
  duplicate_email: bad("You have already added this email address. Add a different one."),
  max_email_addresses: bad("You cannot add more email addresses. Remove one first."),
  same_as_current: bad("This is the same as the current one. Enter a different one."),
  password_too_short: bad("This password is too short. Choose a longer one."),
  password_too_common: bad("This password is too common. Choose one that is hard to guess."),
  password_too_similar: bad("This password is too similar to your own details. Choose one that does not contain them."),
  too_many_login_attempts: bad("Too many login attempts. Try again later."),
  account_inactive: bad("This account is not active. Contact the people who run this app."),
  unknown_provider: bad("This provider is not available. Choose another way to log in."),
  token_required: bad("The token is missing. Send the provider's ID token or access token."),
  client_id_required: bad("The client ID is missing. Send the one that the token was issued to."),
  client_id_mismatch: bad("The token was issued to another app. Send one that was issued to this app."),
  token_authentication_not_supported: bad("This provider does not accept tokens. Log in by redirect instead."),
  invalid_token: bad("This token is not valid. Get a new one from where it was issued."),
  invalid_url: bad(
    "This URL is not allowed. Send a path of this app, or a URL on its origin or one of trustedOrigins.",
  ),
  connected_other: bad(
    "This account is connected to another user. Log in as that user, or choose a different account.",
  ),
  not_connected: bad("This is not the account that you connected. Choose that one at the provider."),
  no_password: bad("Set a password first."),
  no_verified_email: bad("Verify an email address first."),
  cannot_delete_authenticator: bad("Your account needs this. Set up another one before you remove it."),
  cannot_generate_recovery_codes: bad("Add another authenticator first."),
  add_email_blocked: bad("You cannot add an email address while two-factor authentication is on. Turn it off first."),
  unverified_email: bad("Verify your email address first."),
  access_denied: bad("Access was denied at the provider. Try again and allow it, or log in another way."),
  provider_failed: bad("The provider could not be reached or returned an error. Try again."),
  max_authenticators: bad("You cannot add more passkeys. Remove one first."),
  max_sessions: {
    trpc: "FORBIDDEN",
    message: "You are logged in on as many devices as you may be. Log out on one of them, then try again.",
  },
  already_active: { trpc: "CONFLICT", message: "This is already set up. Remove it first to set it up again." },
  not_authenticated: { trpc: "UNAUTHORIZED", message: "Log in first." },
  session_gone: { trpc: "UNAUTHORIZED", message: "Your session has ended. Log in again." },
  invalid_dpop_proof: {
    trpc: "UNAUTHORIZED",
    message: "This device did not prove that it holds its key. Try again.",
  },
  use_dpop_nonce: {
    trpc: "UNAUTHORIZED",
    message: "The clock of this device is wrong. Set it, then try again.",
  },
  reauthentication_required: { trpc: "UNAUTHORIZED", message: "Confirm it's you, then try again." },
  second_factor_required: { trpc: "FORBIDDEN", message: "Set up a second factor first, then try again." },
  signup_closed: { trpc: "FORBIDDEN", message: "Signup is currently closed. Contact the people who run this app." },
  csrf: { trpc: "FORBIDDEN", message: "This request came from an untrusted origin. Add the origin to trustedOrigins." },
  client_not_allowed: {
    trpc: "FORBIDDEN",
    message: "This kind of client is not accepted. Add it to the clients option.",
  },
  no_pending_flow: { trpc: "CONFLICT", message: "There is nothing to continue at this step. Start again." },
  already_authenticated: { trpc: "CONFLICT", message: "You are already logged in. Log out first." },
  rate_limited: { trpc: "TOO_MANY_REQUESTS", message: "Too many requests. Try again later." },
  challenge_required: {
    trpc: "FORBIDDEN",
    message: "Show that you are not a bot, then try again.",
  },
  not_found: { trpc: "NOT_FOUND", message: "This was not found. Reload the list." },
  social_only: { trpc: "FORBIDDEN", message: "This app has no passwords or codes. Log in with one of its providers." },
  disconnect_last: bad("This is your only way to log in. Connect another account before you disconnect this one."),
  not_enabled: { trpc: "NOT_FOUND", message: "This is not enabled. Turn it on in the options of createAuth." },
  cookies_unavailable: {
    trpc: "PRECONDITION_FAILED",
    message:
      "A cookie cannot be set here, because the response is streamed or is not an HTTP response. Send auth calls over httpLink or httpBatchLink: use authLink() from @latchkey/react, or splitLink.",
  },
  temporarily_unavailable: {
    trpc: "SERVICE_UNAVAILABLE",
    message: "This is taking too long at the moment, and nothing was changed. Try again in a few seconds.",
  },
} as const satisfies Record<AuthErrorCode, ErrorEntry>;
