/** One of the user's addresses. */
export interface EmailAddress {
  email: string;
  verified: boolean;
  primary: boolean;
}

/** The user's phone number; a number waiting for its code is listed as unverified next to the old one. */
export interface PhoneNumber {
  /** E.164. */
  phone: string;
  verified: boolean;
}

/** What a verification key would verify. */
export interface EmailKeyInfo {
  email: string;
  /** True if this client started the login that is waiting for this key. */
  isAuthenticating: boolean;
  /** The address is already verified: the link was opened before. */
  isVerified?: true;
}

/** Whose password a reset key would set; nothing beyond what the email already said. */
export interface PasswordKeyInfo {
  user: { display: string; email: string | null };
}
