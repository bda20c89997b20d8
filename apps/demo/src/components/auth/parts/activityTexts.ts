import type { ActivityType } from "@latchkey/server/types";

/** A sentence for each: the compiler notices when one is missing. */
export const ACTIVITY_TEXTS: Record<ActivityType, string> = {
  signup: "Account created",
  login: "Logged in",
  login_failed: "Failed login",
  session_created: "Session started by the app",
  logout: "Logged out",
  reauthenticated: "Identity confirmed",
  reauthentication_failed: "Failed to confirm identity",
  session_revoked: "Session ended",
  refresh_token_reused: "Session ended: a copy of its token was used",
  session_client_changed: "Session used from a different place",
  email_added: "Email address added",
  email_verified: "Email address verified",
  email_removed: "Email address removed",
  email_changed: "Primary email address changed",
  email_code_rejected: "Wrong code for an email address",
  phone_verified: "Phone number verified",
  phone_changed: "Phone number changed",
  phone_code_rejected: "Wrong code for a phone number",
  login_code_rejected: "Wrong login code",
  password_changed: "Password changed",
  password_set: "Password set",
  password_reset_requested: "Password reset requested",
  password_reset: "Password reset",
  password_reset_code_rejected: "Wrong code for a password reset",
  user_updated: "Profile updated",
  user_deactivated: "Account deactivated",
  user_reactivated: "Account reactivated",
  browser_trusted: "Browser trusted",
  browser_trust_revoked: "Browser no longer trusted",
  authenticator_added: "Way to log in added",
  authenticator_removed: "Way to log in removed",
  recovery_codes_generated: "Recovery codes generated",
  recovery_code_used: "Recovery code used",
  mfa_failed: "Wrong second factor",
  flow_expired: "Login or confirmation not completed in time",
  flow_exhausted: "Login or confirmation ended after too many wrong answers",
  account_connected: "Account at a provider connected",
  account_disconnected: "Account at a provider disconnected",
};

const ALARMING: ReadonlySet<ActivityType> = new Set([
  "login_failed",
  "reauthentication_failed",
  "refresh_token_reused",
  "session_client_changed",
  "login_code_rejected",
  "mfa_failed",
  "flow_expired",
  "flow_exhausted",
]);

/** Whether somebody other than the user may be behind it. */
export function isAlarming(type: ActivityType): boolean {
  return ALARMING.has(type);
}
