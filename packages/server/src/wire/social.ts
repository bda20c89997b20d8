import type { OwnStage } from "./flow.ts";
import type { ProviderInfo } from "./provider.ts";
import type { AuthState, Tokens } from "./state.ts";

/** What a provider redirect is for. */
export type SocialProcess = "login" | "connect" | "reauthenticate";

/** Where to send the browser. */
export interface SocialRedirect {
  redirectUrl: string;
  /** App clients only: verifies at the callback that this app started the redirect. */
  tokens?: Tokens;
}

/** The result of a provider redirect. */
export type SocialCallback<Data = Record<string, unknown>, Stages extends OwnStage = never> = AuthState<
  Data,
  Stages
> & {
  process: SocialProcess;
  /** Where in the front end to continue. */
  callbackUrl: string;
};

/** A provider account of the user. */
export interface Connection {
  uid: string;
  /** The provider's id. */
  provider: string;
  /** How its owner recognises it: an address or a name. Plain text. */
  display: string;
}

/** What a provider supplied about a user whose signup needs more. */
export interface ProviderSignup<Input = Record<string, unknown>> {
  provider: ProviderInfo;
  /** The id of the provider account: it never changes. */
  uid: string;
  /** How its owner recognises the provider account: an address or a name. Plain text. */
  display: string;
  user: {
    display: string;
    /** The user's name at the provider. Plain text. */
    name: string | null;
    username: string | null;
    hasUsablePassword: false;
  };
  emails: { email: string; verified: boolean; primary: boolean }[];
  /** Suggestions for the app's own fields, from `social.signupFields`: valid each by itself. */
  fields: Partial<Input>;
}
