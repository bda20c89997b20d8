import type { Device } from "./protocol.ts";

import type { PasskeyRegistrationOptions, PasskeyRequestOptions } from "./webauthn.ts";

/** The types of second factor. */
export type MfaType = "totp" | "recovery_codes" | "webauthn";

/** A second factor of the user. */
export type Authenticator = TotpAuthenticator | RecoveryCodesAuthenticator | WebAuthnAuthenticator;

/** An app that shows one-time passwords (RFC 6238). A user has at most one. */
export interface TotpAuthenticator {
  type: "totp";
  id: string;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601; null if never. */
  lastUsedAt: string | null;
}

/** The user's recovery codes; never the codes themselves. */
export interface RecoveryCodesAuthenticator {
  type: "recovery_codes";
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601; null if never. */
  lastUsedAt: string | null;
  total: number;
  unused: number;
}

/** A passkey or security key. */
export interface WebAuthnAuthenticator {
  type: "webauthn";
  id: string;
  name: string;
  /**
   * The model of its authenticator, such as "Google Password Manager", as it says itself; null when it says none or one
   * that is not known. Nothing proves it.
   */
  model: string | null;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601; null if never. */
  lastUsedAt: string | null;
  /** Whether it logs in by itself, without a username. */
  isPasswordless: boolean;
  /**
   * Whether the browser created it after a login by password (`mfa.passkeyUpgrade`). It logs in by itself; no other
   * login asks for it as a second factor.
   */
  isAutomatic: boolean;
  /** Whether it can be copied to other devices (a synced passkey), or stays on one. */
  isSyncable: boolean;
  /** Whether a copy exists elsewhere. */
  isBackedUp: boolean;
  transports: string[];
}

/** What an authenticator app needs. Available only until the first code is entered. */
export interface TotpSetup {
  /** Base32, 160 bits. */
  secret: string;
  /** `otpauth://totp/…` */
  otpauthUrl: string;
  /** The same as a QR code: an SVG as a data URL. */
  qrCode: string;
}

/** A factor that was added. */
export interface AuthenticatorAdded<Type extends Authenticator = Authenticator> {
  authenticator: Type;
  /** Generated with the first factor: show them now. */
  recoveryCodes?: string[];
}

/** What begins the registration of a passkey. */
export interface PasskeyRegistration {
  options: PasskeyRegistrationOptions;
}

/** What begins the creation of a passkey after a login by password. */
export interface PasskeyUpgrade {
  /** Null when this session may not have one created, or its user has a passkey already. */
  options: PasskeyRegistrationOptions | null;
}

/** What the browser tells its password managers, with `PublicKeyCredential.signalAllAcceptedCredentials` and the like. */
export interface PasskeySignals {
  rpId: string;
  /** The user handles under which passkeys of this user may be stored, base64url. */
  userIds: string[];
  /** The name of the account: its address, otherwise its username. */
  name: string;
  displayName: string;
  /** The ids of all passkeys and security keys of this user, base64url; any other is of no use. */
  credentialIds: string[];
}

/** What begins an authentication with a passkey. */
export interface PasskeyRequest {
  options: PasskeyRequestOptions;
}

/** A browser that skips the second factor. */
export interface TrustedBrowser {
  id: string;
  /** As the browser sent it, at most 200 characters. Plain text: escape it. */
  userAgent: string;
  /** What the user agent says, for people to recognise their browser. */
  device: Device;
  ip: string | null;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601. */
  expiresAt: string;
  /** Whether it is the current browser. */
  isCurrent: boolean;
}
