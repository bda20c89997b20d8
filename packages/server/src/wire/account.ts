/** One of the user's addresses. */
export interface EmailAddress {
  email: string;
  verified: boolean;
  primary: boolean;
}

/** The user's phone number; a number that waits for its code is listed unverified beside the old one. */
export interface PhoneNumber {
  /** E.164. */
  phone: string;
  verified: boolean;
}

/** What a verification key would verify. */
export interface EmailKeyInfo {
  email: string;
  /** True when the login that waits for this key was begun by this client. */
  isAuthenticating: boolean;
  /** The address is verified already: the link was opened before. */
  isVerified?: true;
}

/** Whose password a reset key would set; nothing beyond what the mail already said. */
export interface PasswordKeyInfo {
  user: { display: string; email: string | null };
}
