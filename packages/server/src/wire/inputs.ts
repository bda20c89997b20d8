import type { SignupFields } from "./signupFields.ts";
import type { PasskeyAssertionResponse, PasskeyRegistrationResponse } from "./webauthn.ts";

/** A login by password: one identifier and the password. */
export interface PasswordLogin {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password: string;
  /** False: the session ends with the browser [true]. */
  remember?: boolean | undefined;
}

/** What a signup sends: each identifier as the options ask for it, and the app's own fields. */
export type SignupInput<Fields extends SignupFields = SignupFields> = {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password?: string | undefined;
} & Fields["input"];

/** What a signup by passkey sends: the same without a password, and an address in any case. */
export type PasskeySignupInput<Fields extends SignupFields = SignupFields> = {
  email: string;
  username?: string | undefined;
  phone?: string | undefined;
} & Fields["input"];

/** What ends a social signup: what is left out is what the provider told. */
export type ProviderSignupInput<Fields extends SignupFields = SignupFields> = {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
} & Fields["input"];

/** What an update sends: any of the app's own fields, and the user name. */
export type UpdateAccountInput<Fields extends SignupFields = SignupFields> = {
  username?: string | undefined;
} & Partial<Fields["input"]>;

/** Where a code or link goes: one of the two. */
export interface Contact {
  email?: string | undefined;
  phone?: string | undefined;
}

/** A token of a native SDK, Google One Tap or FedCM. */
export interface ProviderTokenInput {
  clientId?: string | undefined;
  idToken?: string | undefined;
  accessToken?: string | undefined;
  /** What the SDK was told to put into the token. */
  nonce?: string | undefined;
}

/** What a callback page sends: all that the provider put into the address. */
export interface CallbackFields {
  provider: string;
  state: string;
  code?: string | undefined;
  error?: string | undefined;
  iss?: string | undefined;
  [more: string]: string | undefined;
}

/** A passkey that was made. */
export interface PasskeyRegistrationInput {
  /** What its owner calls it [a name of ours]. */
  name?: string | undefined;
  response: PasskeyRegistrationResponse;
}

/** A passkey's signature. */
export interface PasskeyAssertionInput {
  response: PasskeyAssertionResponse;
}
