import { z } from "zod";
import type { Provider, ProviderHttp } from "../../ports/provider.ts";
import { hasMethod, withMethod } from "./schemaParts.ts";

export interface SocialOptions {
  /** Whose accounts people may log in with: `google({ … })` and others of `@latchkey/server/providers`. @default [] */
  providers?: readonly Provider[];
  /** Make an account at once when the provider tells all that a signup asks for. @default true */
  autoSignup?: boolean;
  /**
   * Log in to the account that has an address which the provider has verified: for every provider, or for those named.
   * Name only providers that you trust with all your users' accounts. @default false
   */
  emailAuthentication?: boolean | readonly string[];
  /** Connect the provider's account as well, when it logged in by its address. @default false */
  autoConnect?: boolean;
  /** Keep the provider's tokens, sealed, for calls on behalf of the user. @default false */
  storeTokens?: boolean;
  /** How providers are called. @default within 10 s and 1 MB, over https, without redirects */
  http?: ProviderHttp;
}

const isProvider = (value: unknown) =>
  ["authorizationUrl", "exchange", "profile"].every((name) => hasMethod(name)(value));
const provider = z.custom<Provider>(
  isProvider,
  'expected a provider, such as google({ … }) of "@latchkey/server/providers"',
);

export const socialSchema = z
  .strictObject({
    providers: z.array(provider).default([]),
    autoSignup: z.boolean().default(true),
    emailAuthentication: z.union([z.boolean(), z.array(z.string())]).default(false),
    autoConnect: z.boolean().default(false),
    storeTokens: z.boolean().default(false),
    http: withMethod<ProviderHttp>("json").optional(),
  })
  .prefault({});
