import { z } from "zod";
import type { Provider, ProviderHttp } from "../../ports/provider.ts";
import { hasMethod, withMethod } from "./schemaParts.ts";

export interface SocialOptions {
  /** The providers that users may log in with: `google({ … })` and others from `@latchkey/server/providers`. @default [] */
  providers?: readonly Provider[];
  /** Creates an account immediately when the provider supplies everything that signup asks for. @default true */
  autoSignup?: boolean;
  /**
   * Logs in to the account with an address that the provider has verified: for all providers, or for those listed.
   * List only providers that you trust with all your users' accounts. @default false
   */
  emailAuthentication?: boolean | readonly string[];
  /** Also connects the provider's account when it logged in by its address. @default false */
  autoConnect?: boolean;
  /** Stores the provider's tokens, encrypted, for calls on behalf of the user. @default false */
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
