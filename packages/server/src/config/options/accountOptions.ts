import { z } from "zod";
import type { LegacyPasswordHasher, PasswordHasher } from "../../ports/passwordHasher/passwordHasher.ts";
import type { LoginMethod, Requirement } from "../../wire/session.ts";
import type { NoFields } from "../signupFields.ts";
import { type NotificationOptions, notificationsSchema } from "./account/notificationOptions.ts";
import { type CodesOptions, codesSchema, usualLength } from "./codeOptions.ts";
import { type ReauthenticationOptions, reauthenticationSchema } from "./reauthenticationOptions.ts";
import { codeKind, codeLength, fn, seconds, withMethods } from "./schemaParts.ts";

export interface AccountOptions<Fields extends z.ZodObject = NoFields> {
  /** What users log in with. @default ["email"] */
  loginMethods?: readonly LoginMethod[];
  signup?: {
    /** Whether new accounts may be created; a function is called each time. @default true */
    open?: boolean | (() => boolean | Promise<boolean>);
    /** Whether signup asks for an email address. @default required when it is a login method, else optional */
    email?: Requirement;
    /** Whether signup asks for a username. @default required when it is a login method, else off */
    username?: Requirement;
    /** Whether signup asks for a phone number. @default required when it is the only login method, optional when it is one of several, else off */
    phone?: Requirement;
    /** Whether signup asks for a password. @default "required" */
    password?: Requirement;
    /**
     * Takes the field `honeypot` at signup, which your form has and hides from people: a signup that fills it in is refused
     * with `invalid`, and the event `honeypot_filled`. @default false
     */
    honeypot?: boolean;
    /** The app's own fields, as a zod object; stored in the user's `data`. @default none */
    fields?: Fields;
  };
  /** Whether an address must be verified before its user can log in. @default "mandatory" */
  emailVerification?: "mandatory" | "optional" | "none";
  /** What is sent to verify an address. @default "link" */
  emailVerificationBy?: "link" | "code";
  /**
   * Whether a phone number must be verified before its user can log in. With `"none"`, numbers are stored without a
   * code; each remains unverified until a code that was sent to it is entered. @default "mandatory"
   */
  phoneVerification?: "mandatory" | "none";
  /** What is sent to reset a password; a phone number always gets a code. @default "link" */
  passwordResetBy?: "link" | "code";
  loginByCode?: {
    /** Log in with a code sent by email or text message instead of a password. @default false */
    enabled?: boolean;
    /** Whether a code is also required after other login methods: after all of them, or after those listed. @default false */
    required?: boolean | readonly ("password" | "mfa" | "socialaccount")[];
    /** Whether users may trust a browser, which then skips the required code. @default false */
    trust?: boolean;
  };
  /** One address per account: a new one replaces the old one once verified. @default false */
  changeEmail?: boolean;
  /** How many addresses an account may have; at most 50, even with null. @default null */
  maxEmailAddresses?: number | null;
  /**
   * Hides whether an account exists; `"strict"` does so at signup even without mandatory verification. Only mandatory
   * verification hides it at the login after a signup as well: nobody logs in with an address that another has verified.
   * @default true
   */
  preventEnumeration?: boolean | "strict";
  /** Emails an address for which a reset or a code was requested that it has no account. @default true */
  unknownAccountMails?: boolean;
  password?: {
    /** The shortest password allowed, in Unicode code points. @default 8 */
    minLength?: number;
    /** How passwords are hashed; `@latchkey/server/hashers` has others. @default bcrypt at cost 12 */
    hasher?: PasswordHasher;
    /** Hashers that verify hashes from another system; these are replaced at the next login. @default [] */
    legacyHashers?: readonly LegacyPasswordHasher[];
    /**
     * A lookup of compromised passwords, in addition to the built-in list: `haveIBeenPwned()` of
     * `@latchkey/server/passwords`, or the app's own. If it throws, or does not answer within five seconds, the password
     * is accepted, the event `password_check_failed` is emitted, and `onError` receives the error. @default none
     */
    isBlocked?(password: string): boolean | Promise<boolean>;
    /**
     * Looks the password up at each login as well: whoever uses a blocked one chooses another within the login, before
     * any session. Unless a second factor or a code was given, a code is sent first, since others may know the password.
     * @default false
     */
    checkAtLogin?: boolean;
  };
  username?: {
    /** The shortest username allowed. @default 1 */
    minLength?: number;
    /** Usernames that nobody may take, in any case. @default [] */
    blocked?: readonly string[];
  };
  /** Also ends the current session when the password is changed; the others always end. @default false */
  logoutOnPasswordChange?: boolean;
  /** Opening a verification link in the browser that signed up logs the user in there. @default false */
  loginOnEmailVerification?: boolean;
  /** A password reset logs the user in. @default false */
  loginOnPasswordReset?: boolean;
  reauthentication?: ReauthenticationOptions;
  /** Front-end paths, or URLs. */
  urls?: {
    /** Target of the link that verifies an address, with `{key}`. @default "/verify-email#key={key}" */
    verifyEmail?: string;
    /** Target of the link that resets a password, with `{key}`. @default "/reset-password#key={key}" */
    resetPassword?: string;
    /** Where users request a password reset. @default "/forgot-password" */
    requestPasswordReset?: string;
    /** Where users sign up. @default "/signup" */
    signup?: string;
    /** Target of the link in an invitation, with `{key}`. @default "/signup#key={key}" */
    invitation?: string;
    /** Where a provider sends users back to, with `{provider}` for its id. @default "/auth/callback/{provider}" */
    providerCallback?: string;
    /** Where `auth.handler` receives responses of providers that post a form, such as Apple. @default "/auth/form-post/{provider}" */
    providerFormPost?: string;
    /** Where providers send browsers back to `auth.handler`, with `social.serverCallback`. @default "/auth/server-callback/{provider}" */
    providerServerCallback?: string;
    /** Where `auth.handler` sends users whose redirect is unknown or has expired, with `error` in the query. @default "/" */
    providerError?: string;
  };
  /**
   * Emails users about changes of what opens their account and, where switched on by name, about logins. False sends none
   * of them, and an object chooses by what happened. @default true
   */
  notifications?: boolean | NotificationOptions;
  /** The format of codes that users type, unless `codes` says otherwise for one of them. */
  codeFormat?: {
    /** What codes consist of; letters exclude vowels. @default "letters" */
    kind?: "letters" | "digits";
    /** How long codes are. @default 8 letters, or 9 digits */
    length?: number;
  };
  /** How long a login may take, from first step to last. @default 900 */
  loginTimeout?: number;
  codes?: CodesOptions;
  links?: {
    /** How long a link that verifies an address is valid. @default 259200 */
    emailVerification?: number;
    /** How long a link that resets a password is valid. @default 3600 */
    passwordReset?: number;
    /** How long an invitation is valid, unless `auth.createInvitation` says otherwise. @default 604800 */
    invitation?: number;
  };
}

const MAX_ADDRESSES = 50;

const requirement = z.enum(["required", "optional", "off"]);
// Of the front end: a path below `origin`, or a whole URL.
const pageUrl = z
  .string()
  .refine((value) => URL.canParse(value, "https://origin"), 'expected a path such as "/signup", or a URL');
const keyTemplate = pageUrl.includes("{key}", { message: "expected a template with {key}" });

const signup = z
  .strictObject({
    open: z.union([z.boolean(), fn<() => boolean | Promise<boolean>>()]).default(true),
    email: requirement.optional(),
    username: requirement.optional(),
    phone: requirement.optional(),
    password: requirement.default("required"),
    honeypot: z.boolean().default(false),
    fields: z.custom<z.ZodObject>((value) => value instanceof z.ZodObject, "expected a zod object").optional(),
  })
  .prefault({});

const loginByCode = z
  .strictObject({
    enabled: z.boolean().default(false),
    required: z.union([z.boolean(), z.array(z.enum(["password", "mfa", "socialaccount"]))]).default(false),
    trust: z.boolean().default(false),
  })
  .prefault({});

const password = z
  .strictObject({
    minLength: z.number().int().min(1).max(128).default(8),
    hasher: withMethods<PasswordHasher>("recognizes", "verify", "hash", "needsRehash").optional(),
    legacyHashers: z.array(withMethods<LegacyPasswordHasher>("recognizes", "verify")).default([]),
    isBlocked: fn<(password: string) => boolean | Promise<boolean>>().optional(),
    checkAtLogin: z.boolean().default(false),
  })
  .prefault({});

const username = z
  .strictObject({
    minLength: z.number().int().min(1).max(150).default(1),
    blocked: z.array(z.string()).default([]),
  })
  .prefault({});

const urls = z
  .strictObject({
    verifyEmail: keyTemplate.default("/verify-email#key={key}"),
    resetPassword: keyTemplate.default("/reset-password#key={key}"),
    requestPasswordReset: pageUrl.default("/forgot-password"),
    signup: pageUrl.default("/signup"),
    invitation: keyTemplate.default("/signup#key={key}"),
    providerCallback: pageUrl.default("/auth/callback/{provider}"),
    providerFormPost: pageUrl.default("/auth/form-post/{provider}"),
    providerServerCallback: pageUrl.default("/auth/server-callback/{provider}"),
    providerError: pageUrl.default("/"),
  })
  .prefault({});

const codeFormat = z
  .strictObject({ kind: codeKind.default("letters"), length: codeLength.optional() })
  .prefault({})
  .transform(({ kind, length }) => ({ kind, length: length ?? usualLength(kind) }));

export const accountSchema = z
  .strictObject({
    loginMethods: z
      .array(z.enum(["email", "username", "phone"]))
      .min(1)
      .default(["email"]),
    signup,
    emailVerification: z.enum(["mandatory", "optional", "none"]).default("mandatory"),
    emailVerificationBy: z.enum(["link", "code"]).default("link"),
    phoneVerification: z.enum(["mandatory", "none"]).default("mandatory"),
    passwordResetBy: z.enum(["link", "code"]).default("link"),
    loginByCode,
    changeEmail: z.boolean().default(false),
    maxEmailAddresses: z.number().int().positive().max(MAX_ADDRESSES).nullable().default(null),
    preventEnumeration: z.union([z.boolean(), z.literal("strict")]).default(true),
    unknownAccountMails: z.boolean().default(true),
    password,
    username,
    logoutOnPasswordChange: z.boolean().default(false),
    loginOnEmailVerification: z.boolean().default(false),
    loginOnPasswordReset: z.boolean().default(false),
    reauthentication: reauthenticationSchema,
    urls,
    notifications: notificationsSchema,
    codeFormat,
    loginTimeout: seconds.default(900),
    codes: codesSchema,
    links: z
      .strictObject({
        emailVerification: seconds.default(3 * 86_400),
        passwordReset: seconds.default(3_600),
        invitation: seconds.default(7 * 86_400),
      })
      .prefault({}),
  })
  .prefault({});
