import { z } from "zod";
import type { Provider, ProviderHttp, ProviderProfile } from "../../ports/provider.ts";
import type { NoFields, SignupFieldsOf } from "../signupFields.ts";
import { isProvider, type ProvidersFunction } from "../social/providers.ts";
import { fn, withMethod } from "./schemaParts.ts";

/** Any value. Contains literals, so that the compiler keeps those that the app's function returns. */
// biome-ignore lint/complexity/noBannedTypes: any value that is not null or undefined is meant
type AnyValue = "" | 0 | false | {} | null | undefined;

/** The app's own signup fields, and a username, as far as a provider's profile supplies them. */
export type MappedSignup<Fields extends z.ZodObject = NoFields> = {
  [Name in keyof SignupFieldsOf<Fields>["input"]]?: SignupFieldsOf<Fields>["input"][Name] & AnyValue;
} & { username?: string };

/** A provider account that is connected to no user. */
export interface UnconnectedAccount {
  provider: { id: string; name: string };
  profile: ProviderProfile;
  /** In their normal form; `verified` after `trustEmails`. Look accounts up only by those that are verified. */
  emails: { email: string; verified: boolean }[];
}

/** What a provider's ID token says about a login (OpenID Connect Core §2); nothing of it where there is no ID token. */
export interface ProviderLogin {
  provider: { id: string; name: string };
  /** The authentication context class. */
  acr?: string;
  /** The authentication methods (RFC 8176 §2). */
  amr?: string[];
  /** When the user last gave a credential there. */
  authenticatedAt?: Date;
}

/**
 * The id of the user whom a provider account belongs to; a refusal of the login; or nothing, and the login continues as
 * without the function.
 */
export type AccountFinding =
  | string
  | { refuse: "access_denied" | "account_inactive" | "signup_closed" }
  | null
  | undefined;

export interface SocialOptions<Fields extends z.ZodObject = NoFields> {
  /**
   * The providers that users may log in with: `google({ … })` and others from `@latchkey/server/providers`. A function
   * chooses them for each request, such as those of a tenant; it is called at most once per request, outside of
   * transactions. Ids must then be unique among all tenants, and addresses count as verified only as `trustEmails` of the
   * provider says. @default []
   */
  providers?: readonly Provider[] | ProvidersFunction;
  /**
   * Users log in through providers alone: no password, code, passkey login or signup of the app's own; their procedures
   * answer `social_only`. Second factors remain. @default false
   */
  only?: boolean;
  /** Creates an account immediately when the provider supplies everything that signup asks for. @default true */
  autoSignup?: boolean;
  /**
   * Logs in to the account with an address that the provider has verified: for all providers, or for those listed.
   * List only providers that you trust with all your users' accounts. @default false
   */
  emailAuthentication?: boolean | readonly string[];
  /** Also connects the provider's account when it logged in by its address. @default false */
  autoConnect?: boolean;
  /**
   * Whether users may reauthenticate with an account that they have connected: `"fallback"`, those who have neither a
   * password nor a second factor; true, also those who have; false, nobody. Not every provider asks for credentials again:
   * then it only shows that the user is still logged in there. @default "fallback"
   */
  reauthentication?: "fallback" | boolean;
  /**
   * How many factors a login at a provider counts for, by what its ID token says: 2 only where the app knows that the
   * provider asked for two, such as `({ provider, amr }) => (provider.id === "acme" && amr?.includes("mfa") ? 2 : 1)` for the app's own identity
   * provider, which should state `auth_time` as well: without it, a login counts as given just now. Users
   * with a second factor of their own are asked for it all the same. @default one factor
   */
  level?(login: ProviderLogin): 1 | 2;
  /** Stores the provider's tokens, encrypted, for calls on behalf of the user. @default false */
  storeTokens?: boolean;
  /**
   * Names the user whom a provider account belongs to that is connected to nobody, or refuses the login: for a directory of
   * your own, or members only. The account is connected when the login is complete. An account with contacts of which none
   * is verified is opened only if the provider has verified one of them. Runs outside of transactions, possibly more than
   * once. @default none
   */
  findAccount?(account: UnconnectedAccount): AccountFinding | Promise<AccountFinding>;
  /**
   * Fills in the app's own signup fields, and the username, from a provider's profile: `({ name }) => ({ fullName: name })`.
   * The result is parsed by `account.signup.fields`. If it is complete, the account is created at once; otherwise the
   * valid values are suggested in the form, where users can change them. May be called more than once for a signup.
   * @default none
   */
  signupFields?(
    profile: ProviderProfile,
    provider: { id: string; name: string },
  ): MappedSignup<Fields> | Promise<MappedSignup<Fields>>;
  /**
   * Lets `auth.handler` complete the redirect of browsers (`account.urls.providerServerCallback`), instead of a page of
   * the front end: it logs the user in and redirects to the `callbackUrl`, after a failure with `error` and
   * `error_process` in its query. For all providers, or for those listed. @default false
   */
  serverCallback?: boolean | readonly string[];
  /** How providers are called. @default within 10 s and 1 MB, over https, without redirects */
  http?: ProviderHttp;
}

const provider = z.custom<Provider>(
  isProvider,
  'expected a provider, such as google({ … }) of "@latchkey/server/providers"',
);

export const socialSchema = z
  .strictObject({
    providers: z.union([z.array(provider), fn<ProvidersFunction>()]).default([]),
    only: z.boolean().default(false),
    autoSignup: z.boolean().default(true),
    emailAuthentication: z.union([z.boolean(), z.array(z.string())]).default(false),
    autoConnect: z.boolean().default(false),
    reauthentication: z.union([z.literal("fallback"), z.boolean()]).default("fallback"),
    storeTokens: z.boolean().default(false),
    level: fn<NonNullable<SocialOptions["level"]>>().optional(),
    findAccount: fn<NonNullable<SocialOptions["findAccount"]>>().optional(),
    signupFields: fn<NonNullable<SocialOptions<z.ZodObject>["signupFields"]>>().optional(),
    serverCallback: z.union([z.boolean(), z.array(z.string())]).default(false),
    http: withMethod<ProviderHttp>("json").optional(),
  })
  .prefault({});
