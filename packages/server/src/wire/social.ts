import type { ProviderInfo } from "./provider.ts";
import type { AuthState, Tokens } from "./state.ts";

/** What somebody goes to a provider for. */
export type SocialProcess = "login" | "connect";

/** Where to send the browser. */
export interface SocialRedirect {
  redirectUrl: string;
  /** App clients only: what proves, when the browser comes back, that this app set out. */
  tokens?: Tokens;
}

/** How a journey to a provider ended. */
export type SocialCallback<Data = Record<string, unknown>> = AuthState<Data> & {
  process: SocialProcess;
  /** Where in the front end to go on. */
  callbackUrl: string;
};

/** A provider account of the user. */
export interface Connection {
  uid: string;
  /** The provider's id. */
  provider: string;
  /** What its owner knows it by: an address or a name. Plain text. */
  display: string;
}

/** What a provider told of somebody whose signup waits for more. */
export interface ProviderSignup {
  provider: ProviderInfo;
  user: { display: string; username: string | null; hasUsablePassword: false };
  emails: { email: string; verified: boolean; primary: boolean }[];
}
