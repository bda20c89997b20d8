import type { ProviderInfo } from "./provider.ts";
import type { AuthState, Tokens } from "./state.ts";

/** What a provider redirect is for. */
export type SocialProcess = "login" | "connect";

/** Where to send the browser. */
export interface SocialRedirect {
  redirectUrl: string;
  /** App clients only: verifies at the callback that this app started the redirect. */
  tokens?: Tokens;
}

/** The result of a provider redirect. */
export type SocialCallback<Data = Record<string, unknown>> = AuthState<Data> & {
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
export interface ProviderSignup {
  provider: ProviderInfo;
  user: { display: string; username: string | null; hasUsablePassword: false };
  emails: { email: string; verified: boolean; primary: boolean }[];
}
