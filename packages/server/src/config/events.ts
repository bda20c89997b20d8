import type { AuthErrorCode } from "../wire/errors.ts";
import type { ClientKind } from "../wire/protocol.ts";

/** What happened, for an audit log. Emitted after the commit; contains no secrets, and no user input except the user agent. */
export interface AuthEvent {
  /** What happened. */
  type: AuthEventType;
  /** When it happened, by the `clock` option. */
  at: Date;
  /** The user it concerns; null when the identifier matches no user. */
  userId: string | null;
  /** The session in which it happened, or which it created. */
  sessionId?: string;
  /** The kind of client that called. */
  client?: ClientKind;
  /** The IP address of the caller; null when unknown. */
  ip?: string | null;
  /** The user agent as the client sent it: one line, at most 200 characters. */
  userAgent?: string;
  /** The reason, for failures. */
  code?: AuthErrorCode;
  /** The limit, template, step and so on, depending on the event. */
  detail?: string;
  /** Who acted instead of the user: the `actor` of the server call, or of the session in which it happened. */
  actor?: string;
}

/** The comments are the documentation of each event. */
export type AuthEventType =
  /** An account was created. */
  | "signup"
  /**
   * A signup asked for an address or number that is taken: the response did not tell, and no account was created.
   */
  | "signup_hidden"
  /** An account, or what was new of it, was imported; `detail` is the system that it came from. */
  | "user_imported"
  /** A login passed its last stage, and its session begins; `detail` lists the methods, and providers by their ids. */
  | "login"
  /** A login was refused; `code` says why. `userId` is null when the identifier is not known to be an account's. */
  | "login_failed"
  /** The app created a session with `createSessionToken`; `actor` is who acts as the user. */
  | "session_created"
  /** A user logged out. */
  | "logout"
  /** A logged-in user reauthenticated; `detail` is the provider's id if it was at a provider. */
  | "reauthenticated"
  /**
   * A logged-in user gave a wrong password, or an account at a provider that did not reauthenticate them; `code` says
   * why, `detail` is the provider's id. A wrong second factor is `mfa_failed`.
   */
  | "reauthentication_failed"
  /**
   * A session was ended from another one, by a login beyond `session.maxPerUser`, or by the app; `detail` is `all others`
   * when all others were ended, `limit` for the second, and `all` when the app ended every session.
   */
  | "session_revoked"
  /** A refresh token was presented again after it had been used, so someone else has a copy: its session was ended. */
  | "refresh_token_reused"
  /** A session was used from a different IP address or user agent, if `session.trackActivity` is on. */
  | "session_client_changed"
  /** An address was added to an account. */
  | "email_added"
  /** An address was verified. */
  | "email_verified"
  /** An address was removed from an account. */
  | "email_removed"
  /** An account's primary address changed. */
  | "email_changed"
  /** A wrong code was entered to verify an address; `detail` is `last_attempt` on the last attempt. */
  | "email_code_rejected"
  /** A phone number was verified. */
  | "phone_verified"
  /** An account's phone number changed. */
  | "phone_changed"
  /** A wrong code was entered to verify a phone number; `detail` is `last_attempt` on the last attempt. */
  | "phone_code_rejected"
  /** A wrong login code was entered; `detail` is `last_attempt` on the last attempt. */
  | "login_code_rejected"
  /** A password was changed. */
  | "password_changed"
  /** A password was set for an account that had none. */
  | "password_set"
  /** A link or code to reset a password was requested; `userId` is null when no account matches. */
  | "password_reset_requested"
  /** A password was reset. */
  | "password_reset"
  /** A wrong password reset code was entered; `detail` is `last_attempt` on the last attempt. */
  | "password_reset_code_rejected"
  /**
   * `account.password.isBlocked` failed, so a new password was accepted without that lookup; `onError` receives the
   * error.
   */
  | "password_check_failed"
  /** A username or the app's own fields were changed. */
  | "user_updated"
  /** An account was deleted. */
  | "user_deleted"
  /** The app deactivated an account: its sessions ended, and it cannot log in. */
  | "user_deactivated"
  /** The app reactivated an account. */
  | "user_reactivated"
  /** The app invited somebody to sign up; `detail` is the id of the invitation. */
  | "invitation_created"
  /** The app withdrew an invitation; `detail` is its id. */
  | "invitation_revoked"
  /** A browser was trusted: it skips the code or the second factor from now on. */
  | "browser_trusted"
  /** Trust in a browser was revoked. */
  | "browser_trust_revoked"
  /** A second factor or a passkey was added; `detail` is its type. */
  | "authenticator_added"
  /** A second factor or a passkey was removed; `detail` is its type, or `all`. */
  | "authenticator_removed"
  /** Recovery codes were generated; the old ones no longer work. */
  | "recovery_codes_generated"
  /** A recovery code was used. */
  | "recovery_code_used"
  /** A second factor was rejected. */
  | "mfa_failed"
  /** A login or another flow was cancelled by its client; `detail` is the step at which it waited. */
  | "flow_cancelled"
  /**
   * A login or another flow was given up for a newer one of the same client; `detail` is the step at which it waited.
   */
  | "flow_replaced"
  /**
   * A login or another flow was never completed; `detail` is the step at which it waited. Found when the client comes
   * back, or by the next clean-up.
   */
  | "flow_expired"
  /** A login or another flow ended after its last attempt; `detail` is the step at which it waited. */
  | "flow_exhausted"
  /** A stage of the app's own was answered; `detail` is its id. */
  | "stage_answered"
  /** An answer to a stage of the app's own was refused; `detail` is its id, and whether it was the last attempt. */
  | "stage_refused"
  /** An account at a provider was connected; `detail` is the provider's id. */
  | "account_connected"
  /** An account at a provider was disconnected; `detail` is the provider's id. */
  | "account_disconnected"
  /** A provider could not be reached, or its response was rejected; `detail` begins with its id. */
  | "provider_failed"
  /** A call of a browser was refused because it came from an untrusted origin. */
  | "origin_refused"
  /**
   * A call was refused that had no right to what it asked for; `code` says why: an id that is not the user's
   * (`not_found`), or a key, token or proof that is invalid or was used. That somebody must log in or reauthenticate
   * first is not an event.
   */
  | "access_refused"
  /** A limit was reached, of calls or of messages to a recipient; `detail` is its name. */
  | "rate_limited"
  /** A call was asked for a challenge that it had not solved; `detail` is what the challenge protects. */
  | "challenge_required"
  /** A challenge was solved wrongly, or its solution had been used before; `detail` is what the challenge protects. */
  | "challenge_failed"
  /**
   * A solution could not be verified, since the provider does not answer or refuses our key, or a challenge could not be
   * created; `detail` is the kind of challenge. `onError` receives the reason.
   */
  | "challenge_unavailable"
  /** A signup was refused because it filled in the field that people do not see. */
  | "honeypot_filled"
  /** The rate limit store failed, so the call was refused. */
  | "rate_limit_store_failed"
  /**
   * Changes of sessions cannot be read, so `session.cache` is not used until they can be again; `onError` receives the
   * reason.
   */
  | "session_cache_failed"
  /** An email or text message could not be sent; `detail` is its template, and whether sending was given up. */
  | "message_failed"
  /** Only stored (`audit`): in the hours before, `detail` events that anybody can cause were not stored. */
  | "events_omitted"
  /** A call failed with an error whose details are hidden from callers; `onError` receives it. */
  | "error";
