/** The JSON forms of WebAuthn Level 3 (§5.1.8–5.1.10, §6), as browsers and `@simplewebauthn/browser` accept and return them. */

/** Names a credential that may, or must not, take part. */
export interface PublicKeyCredentialDescriptor {
  /** base64url */
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

/** How a client reaches an authenticator. */
export type AuthenticatorTransport = "ble" | "cable" | "hybrid" | "internal" | "nfc" | "smart-card" | "usb";

export type UserVerification = "required" | "preferred" | "discouraged";

/** What `startRegistration({ optionsJSON })` takes. */
export interface PasskeyRegistrationOptions {
  rp: { id: string; name: string };
  /** `id`: random, base64url; reveals nothing about the user. */
  user: { id: string; name: string; displayName: string };
  /** base64url; works once. */
  challenge: string;
  pubKeyCredParams: { type: "public-key"; alg: number }[];
  /** Milliseconds. */
  timeout: number;
  excludeCredentials: PublicKeyCredentialDescriptor[];
  authenticatorSelection: {
    residentKey: "required" | "preferred" | "discouraged";
    requireResidentKey: boolean;
    userVerification: UserVerification;
  };
  attestation: "none";
  extensions: { credProps: true };
}

/** What `startAuthentication({ optionsJSON })` takes. */
export interface PasskeyRequestOptions {
  rpId: string;
  /** base64url; works once. */
  challenge: string;
  /** Milliseconds. */
  timeout: number;
  /** If empty, the authenticator offers the passkeys it has. */
  allowCredentials: PublicKeyCredentialDescriptor[];
  userVerification: UserVerification;
}

/** What `startRegistration` gives. */
export interface PasskeyRegistrationResponse {
  id: string;
  rawId: string;
  type: "public-key";
  response: {
    clientDataJSON: string;
    attestationObject: string;
    authenticatorData?: string | undefined;
    transports?: string[] | undefined;
    publicKeyAlgorithm?: number | undefined;
    publicKey?: string | undefined;
  };
  authenticatorAttachment?: string | null | undefined;
  clientExtensionResults: object;
}

/** What `startAuthentication` gives. */
export interface PasskeyAssertionResponse {
  id: string;
  rawId: string;
  type: "public-key";
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string | null | undefined;
  };
  authenticatorAttachment?: string | null | undefined;
  clientExtensionResults: object;
}
