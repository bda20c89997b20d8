import type { OwnStage } from "./flow.ts";
import type { SignupFields } from "./signupFields.ts";
import type { SocialProcess } from "./social.ts";
import type { PasskeyAssertionResponse, PasskeyRegistrationResponse } from "./webauthn.ts";

/** A login by password: one identifier and the password. */
export interface PasswordLogin {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password: string;
  /** If false, the session ends when the browser closes [true]. */
  remember?: boolean | undefined;
}

/** What a signup sends: each identifier as the options ask for it, and the app's own fields. */
export type SignupInput<Fields extends SignupFields = SignupFields> = {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password?: string | undefined;
  /** The key of an invitation: its address is used, verified, in place of `email`. */
  invitation?: string | undefined;
  /** With `account.signup.honeypot`: a field that people do not see, and leave empty. */
  honeypot?: string | undefined;
} & Fields["input"];

/** What a signup by passkey sends: the same without a password, and with an email address or an invitation. */
export type PasskeySignupInput<Fields extends SignupFields = SignupFields> = {
  username?: string | undefined;
  phone?: string | undefined;
  honeypot?: string | undefined;
} & ({ email: string; invitation?: undefined } | { email?: undefined; invitation: string }) &
  Fields["input"];

/** What completes a social signup; anything left out comes from the provider. */
export type ProviderSignupInput<Fields extends SignupFields = SignupFields> = {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
} & Fields["input"];

/** What an update sends: any of the app's own fields, and the username. */
export type UpdateAccountInput<Fields extends SignupFields = SignupFields> = {
  username?: string | undefined;
} & Partial<Fields["input"]>;

/** What answers a stage of the app's own: its id, and the input of its `schema`. */
export type StageAnswer<Stages extends OwnStage> = [Stages] extends [never]
  ? { stage: string; input: unknown }
  : Stages extends OwnStage
    ? { stage: Stages["id"]; input: Stages["input"] }
    : never;

/** Where to send a code or link: one of the two. */
export interface Contact {
  email?: string | undefined;
  phone?: string | undefined;
}

/** What begins a redirect to a provider. */
export interface SocialRedirectInput {
  provider: string;
  /** The page to continue on afterwards. */
  callbackUrl: string;
  process: SocialProcess;
  /** The key of an invitation, for a login that creates an account: it gets the invitation's address, verified. */
  invitation?: string | undefined;
}

/** What logs in, connects or reauthenticates with a token. */
export interface SocialTokenInput {
  provider: string;
  process: SocialProcess;
  token: ProviderTokenInput;
  /** As in {@link SocialRedirectInput}. */
  invitation?: string | undefined;
}

/** A token from a native SDK, Google One Tap or FedCM. */
export interface ProviderTokenInput {
  clientId?: string | undefined;
  idToken?: string | undefined;
  accessToken?: string | undefined;
  /** The nonce that the SDK was given to put in the token. */
  nonce?: string | undefined;
}

/** What a callback page sends: all parameters that the provider added to the URL. */
export interface CallbackFields {
  provider: string;
  state: string;
  code?: string | undefined;
  error?: string | undefined;
  iss?: string | undefined;
  [more: string]: string | undefined;
}

/** A newly created passkey. */
export interface PasskeyRegistrationInput {
  /** The name its owner gives it [a generated name]. */
  name?: string | undefined;
  response: PasskeyRegistrationResponse;
}

/** A passkey's signature. */
export interface PasskeyAssertionInput {
  response: PasskeyAssertionResponse;
}
