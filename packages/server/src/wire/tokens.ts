/** The claims of an access token (RFC 9068 §2.2). Instants are in seconds since 1970. */
export interface AccessTokenClaims {
  /** `session.tokens.issuer`. */
  iss: string;
  /** The user's id. */
  sub: string;
  /** `session.tokens.audience`. */
  aud: string | string[];
  /** When it expires. */
  exp: number;
  /** When it was signed. */
  iat: number;
  /** Unique to the token. */
  jti: string;
  /** The kind of client that it was issued to. */
  client_id: "app";
  /** The id of the session, as `session.list` shows it. */
  sid: string;
  /**
   * Hash of the session's token. It changes when the user reauthenticates; Latchkey's own router accepts only the
   * current one.
   */
  sth: string;
  /** The assurance level of NIST SP 800-63B: one factor (`aal1`) or two (`aal2`). */
  acr: "aal1" | "aal2";
  /** The authentication methods, in the values of RFC 8176: `pwd`, `otp`, `sms`, `pop` (a passkey), `mfa` with `aal2`. */
  amr: string[];
  /** When the user last authenticated. */
  auth_time: number;
  /** The key that the presenter must prove to hold (RFC 9449 §6.1): its thumbprint (RFC 7638). */
  cnf?: { jkt: string };
  /** Who acts as the user (RFC 8693 §4.1), for a session that the app created for another person. */
  act?: { sub: string };
}
