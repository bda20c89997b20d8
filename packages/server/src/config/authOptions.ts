import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import type { Transaction } from "../db/database.ts";
import type { PostgresDatabase } from "../db/postgresDatabase.ts";
import type { Clock } from "../ports/clock.ts";
import type { MailDelivery, MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import type { LegacyPasswordHasher, PasswordHasher } from "../ports/passwordHasher/passwordHasher.ts";
import type { Provider, ProviderHttp } from "../ports/provider.ts";
import type { RateLimitStore } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { SmsDelivery } from "../ports/sms/sms.ts";
import type { MfaType } from "../wire/mfa.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { LoginMethod, Requirement } from "../wire/session.ts";
import type { AuthEvent } from "./events.ts";
import type { AuthHooks } from "./hooks.ts";
import type { RateLimitOptions } from "./rateLimits.ts";
import type { NoFields } from "./signupFields.ts";

/**
 * A request as the adapter hands it over: fetch adapters a `Request`, the others node's `IncomingMessage`. Typed as both,
 * so that a function of it can be written for either.
 */
export type AdapterRequest = Request & IncomingMessage;

/**
 * Options of `createAuth`. Defaults in brackets; durations in seconds.
 *
 * `Tx` is the transaction that hooks are given; `createAuth` infers it from `database`.
 */
export interface AuthOptions<Fields extends z.ZodObject = NoFields, Tx = Transaction> {
  /** A Drizzle database on PostgreSQL with transactions: postgres.js, node-postgres, PGlite, Neon (`neon-serverless`). With read replicas, the primary. */
  database: PostgresDatabase;
  /** At least 32 characters; or several of them: the first signs and encrypts, all verify and decrypt. */
  secret: string | readonly string[];
  /** How mails, authenticator apps and passkeys name the app. */
  appName: string;
  /** The front end's origin, such as `https://app.acme.com`: for links, cookies, WebAuthn and the CSRF check. */
  origin: string;
  /** Further origins that may call with cookies [none]; `https://*.acme.com` stands for every subdomain. */
  trustedOrigins?: readonly string[];
  /** Which kinds of client are served [browser and app]. */
  clients?: readonly ClientKind[];
  /** How many proxies stand in front and append to `x-forwarded-for` [0: the header is ignored]. */
  trustedProxies?: number;
  /** The address that a request comes from, where the adapter does not tell it: `(req) => req.headers.get("cf-connecting-ip")`, say [by `trustedProxies`, else the connection's]. */
  clientAddress?(request: AdapterRequest): string | null | undefined;
  account?: AccountOptions<Fields>;
  social?: SocialOptions;
  mfa?: MfaOptions;
  session?: SessionOptions;
  /** Limits by name, [allauth's table]; false switches all off. */
  rateLimits?: RateLimitOptions;
  /** Where the limits are counted [the database]. */
  rateLimitStore?: RateLimitStore;
  /** What the app does within our transactions: onSignup, onLogin, onUserDelete, canLogin [none]. */
  hooks?: AuthHooks<z.output<Fields>, Tx>;
  /** Called after each commit. What it throws is ignored. */
  onEvent?(event: AuthEvent): void;
  /** Called with every failure that callers are told nothing of; the database's come without the values of their queries [prints it to the console]. */
  onError?(error: unknown): void;
  /** Tells the time [the system's]. */
  clock?: Clock;
  /** Sends mail. Needed wherever an option mails somebody. */
  mail?: MailDelivery;
  /** Texts that replace ours, by template. */
  mails?: MailOverrides;
  /** Sends text messages. Needed wherever an option asks for phone numbers. */
  sms?: SmsDelivery;
  /** Keeps the platform awake until the promise settles, such as `waitUntil` [none]. */
  background?(promise: Promise<unknown>): void;
}

/**
 * What an app replaces of our mails. What is left out stays as it is.
 *
 * Names of people and passkeys come on one line, and spelt out where they could be taken for a link: "evil (dot) com".
 */
export type MailOverrides = {
  [Template in MailTemplate]?: (context: MessageContext) => { subject?: string; text?: string; html?: string };
};

export interface AccountOptions<Fields extends z.ZodObject = NoFields> {
  /** What people log in with [email]. */
  loginMethods?: readonly LoginMethod[];
  signup?: {
    /** Whether new accounts may be made [true]. */
    open?: boolean | (() => boolean | Promise<boolean>);
    /** [required when it is a login method, else optional] */
    email?: Requirement;
    /** [required when it is a login method, else off] */
    username?: Requirement;
    /** [required when it is the only login method, optional when it is one of several, else off] */
    phone?: Requirement;
    /** [required] */
    password?: Requirement;
    /** The app's own fields, stored in the user's `data` [none]. */
    fields?: Fields;
  };
  /** Whether an address must be proved before its user is logged in [mandatory]. */
  emailVerification?: "mandatory" | "optional" | "none";
  /** [link] */
  emailVerificationBy?: "link" | "code";
  /** [link] */
  passwordResetBy?: "link" | "code";
  loginByCode?: {
    /** Login with a mailed code or one sent by SMS, instead of a password [false]. */
    enabled?: boolean;
    /** A code after other ways in as well: always, or after these methods [false]. */
    required?: boolean | readonly ("password" | "mfa" | "socialaccount")[];
    /** Whether a browser may be trusted, so that it is not asked for the required code again [false]. */
    trust?: boolean;
  };
  /** One address per account: a new one takes the old one's place once verified [false]. */
  changeEmail?: boolean;
  /** [none, but never more than 50] */
  maxEmailAddresses?: number | null;
  /** Hide whether an account exists; "strict" at signup without mandatory verification as well [true]. */
  preventEnumeration?: boolean | "strict";
  /** Tell an address that asked for a reset or a code that it has no account [true]. */
  unknownAccountMails?: boolean;
  password?: {
    /** In code points [8]. */
    minLength?: number;
    /** [bcrypt, cost 12] */
    hasher?: PasswordHasher;
    /** Hashes that another system left; they are replaced at the next login [none]. */
    legacyHashers?: readonly LegacyPasswordHasher[];
    /** The app's own look-up of passwords that are known to attackers, beside the shipped list [none]. */
    isBlocked?(password: string): boolean | Promise<boolean>;
  };
  username?: {
    /** [1] */
    minLength?: number;
    /** Names that nobody may take, whatever their case [none]. */
    blocked?: readonly string[];
  };
  /** End the own session as well when the password is changed; the others always end [false]. */
  logoutOnPasswordChange?: boolean;
  /** A link opened in the browser that signed up logs in there [false]. */
  loginOnEmailVerification?: boolean;
  /** [false] */
  loginOnPasswordReset?: boolean;
  reauthentication?: {
    /** For how long giving a credential counts as recent [300]. */
    timeout?: number;
    /** Whether changing addresses, phone numbers and connections needs recent authentication [true]. */
    required?: boolean;
  };
  /** Where the front end handles a key: a path or URL with `{key}`. */
  urls?: {
    /** [/verify-email#key={key}] */
    verifyEmail?: string;
    /** [/reset-password#key={key}] */
    resetPassword?: string;
    /** [/forgot-password] */
    requestPasswordReset?: string;
    /** [/signup] */
    signup?: string;
    /** Where a provider sends people back to, with `{provider}` for its id [/auth/callback/{provider}]. */
    providerCallback?: string;
    /** Where `auth.handler` answers providers that post a form, such as Apple [/auth/form-post/{provider}]. */
    providerFormPost?: string;
  };
  /** Mail the user when a credential, an address or a factor changes [true]. */
  notifications?: boolean;
  /** How the codes look that people type [8 letters without vowels]. */
  codeFormat?: { kind?: "letters" | "digits"; length?: number };
  /** How long a login may take from its first step to its last [900]. */
  loginTimeout?: number;
  codes?: {
    /** [lifetime 600, attempts 3, resends 2, changes 2] */
    emailVerification?: CodeLimits & { changes?: number };
    /** [lifetime 600, attempts 3, resends 2, changes 2] */
    phoneVerification?: CodeLimits & { changes?: number };
    /** [lifetime 180, attempts 3, resends 2] */
    login?: CodeLimits;
    /** [lifetime 180, attempts 3, resends 2] */
    passwordReset?: CodeLimits;
  };
  links?: {
    /** How long a link that verifies an address works [259200: 3 days]. */
    emailVerification?: number;
    /** How long a link that resets a password works [3600]. */
    passwordReset?: number;
  };
}

export interface CodeLimits {
  /** Seconds. */
  lifetime?: number;
  /** Wrong answers until the flow ends. */
  attempts?: number;
  /** How often a new code may be asked for. */
  resends?: number;
}

export interface SocialOptions {
  /** Whose accounts people may log in with [none]; see "@latchkey/server/providers". */
  providers?: readonly Provider[];
  /** Make an account at once when the provider tells all that a signup asks for [true]. */
  autoSignup?: boolean;
  /**
   * Log in to the account that has an address which the provider has verified: for every provider, or for those named.
   * Name only providers that you trust with all your users' accounts [false].
   */
  emailAuthentication?: boolean | readonly string[];
  /** Connect the provider's account as well, when it logged in by its address [false]. */
  autoConnect?: boolean;
  /** Keep the provider's tokens, sealed, for calls on behalf of the user [false]. */
  storeTokens?: boolean;
  /** How providers are called [within 10 s, 1 MB, over https, without redirects]. */
  http?: ProviderHttp;
}

export interface MfaOptions {
  /** Which kinds of second factor there are [totp, recovery_codes, webauthn]. */
  types?: readonly MfaType[];
  /** Log in with a passkey alone, without a user name; the passkey must verify its user [true]. */
  passkeyLogin?: boolean;
  /** Sign up with a passkey instead of a password [false]. */
  passkeySignup?: boolean;
  /** Let somebody with an unverified address add a factor: they could lock out its owner [false]. */
  allowUnverifiedEmail?: boolean;
  /** Wrong answers to the second step until the login ends [3]. */
  attempts?: number;
  totp?: {
    /** How authenticator apps name the app [appName]. */
    issuer?: string;
    /** [6] */
    digits?: 6 | 7 | 8;
    /** Seconds that a code stays the same [30]. */
    period?: number;
    /** So many steps back and forth are accepted [1]. */
    tolerance?: number;
  };
  recoveryCodes?: { /** [10] */ count?: number };
  webauthn?: {
    /** The domain that passkeys belong to: the host of `origin`, or a domain above it [the host of origin]. */
    rpId?: string;
    /** Whether a key that is a second factor must verify its user (a PIN, a fingerprint); passkeys always must [preferred]. */
    userVerification?: "required" | "preferred" | "discouraged";
    /** Further origins in which passkeys may be used, such as `android:apk-key-hash:…` [none]. */
    origins?: readonly string[];
  };
  /** Whether a browser may be trusted, so that it is not asked for a second step again [false; a lifetime of 1209600]. */
  trust?: boolean | { lifetime?: number };
}

export interface SessionOptions {
  /** [1209600: 14 days] */
  lifetime?: number;
  /** End sessions that were not used for so long [none]. */
  idleTimeout?: number | null;
  /** Keep `lastSeenAt`, address and user agent of sessions up to date [false]. */
  trackActivity?: boolean;
  cookie?: {
    /** Prefix of the cookies' names [latchkey]. */
    name?: string;
    /** For sessions shared by subdomains; gives up the `__Host-` prefix [none]. */
    domain?: string;
    /** "none" for front ends on another site [lax]. */
    sameSite?: "lax" | "strict" | "none";
  };
  /**
   * Keep sessions in the process: no statement for a session that was read a moment ago, and revocation at once in every
   * process through LISTEN and NOTIFY. While that connection is down, the database is read [off].
   */
  cache?: false | { /** [10000] */ maxEntries?: number /** [60] */; maxAge?: number };
}
