import { z } from "zod";
import type { LegacyPasswordHasher, PasswordHasher } from "../../ports/passwordHasher/passwordHasher.ts";
import type { LoginMethod, Requirement } from "../../wire/session.ts";
import type { NoFields } from "../signupFields.ts";
import { type CodesOptions, codesSchema } from "./codeOptions.ts";
import { fn, seconds, withMethod } from "./schemaParts.ts";

export interface AccountOptions<Fields extends z.ZodObject = NoFields> {
  /** What people log in with. @default ["email"] */
  loginMethods?: readonly LoginMethod[];
  signup?: {
    /** Whether new accounts may be made; a function is asked each time. @default true */
    open?: boolean | (() => boolean | Promise<boolean>);
    /** Whether signup asks for an email address. @default required when it is a login method, else optional */
    email?: Requirement;
    /** Whether signup asks for a user name. @default required when it is a login method, else off */
    username?: Requirement;
    /** Whether signup asks for a phone number. @default required when it is the only login method, optional when it is one of several, else off */
    phone?: Requirement;
    /** Whether signup asks for a password. @default "required" */
    password?: Requirement;
    /** The app's own fields, a zod object; stored in the user's `data`. @default none */
    fields?: Fields;
  };
  /** Whether an address must be verified before its user is logged in. @default "mandatory" */
  emailVerification?: "mandatory" | "optional" | "none";
  /** What is mailed to verify an address. @default "link" */
  emailVerificationBy?: "link" | "code";
  /** What is sent to reset a password; a phone number is always sent a code. @default "link" */
  passwordResetBy?: "link" | "code";
  loginByCode?: {
    /** Log in with a code sent by mail or text message, instead of a password. @default false */
    enabled?: boolean;
    /** Whether a code is asked for after other ways in as well: always, or after these methods. @default false */
    required?: boolean | readonly ("password" | "mfa" | "socialaccount")[];
    /** Whether a browser may be trusted, so that it is not asked for the required code again. @default false */
    trust?: boolean;
  };
  /** One address per account: a new one takes the old one's place once verified. @default false */
  changeEmail?: boolean;
  /** How many addresses an account may have; never more than 50, nor with null. @default null */
  maxEmailAddresses?: number | null;
  /** Hides whether an account exists; `"strict"` at signup without mandatory verification as well. @default true */
  preventEnumeration?: boolean | "strict";
  /** Tells an address that asked for a reset or a code that it has no account. @default true */
  unknownAccountMails?: boolean;
  password?: {
    /** The shortest password allowed, in Unicode code points. @default 8 */
    minLength?: number;
    /** How passwords are hashed; `@latchkey/server/hashers` has others. @default bcrypt at cost 12 */
    hasher?: PasswordHasher;
    /** Verify hashes that another system left; they are replaced at the next login. @default [] */
    legacyHashers?: readonly LegacyPasswordHasher[];
    /** The app's own look-up of passwords that attackers know, beside the shipped list. @default none */
    isBlocked?(password: string): boolean | Promise<boolean>;
  };
  username?: {
    /** The shortest user name allowed. @default 1 */
    minLength?: number;
    /** Names that nobody may take, whatever their case. @default [] */
    blocked?: readonly string[];
  };
  /** Ends the current session as well when the password is changed; the others always end. @default false */
  logoutOnPasswordChange?: boolean;
  /** A verification link opened in the browser that signed up logs in there. @default false */
  loginOnEmailVerification?: boolean;
  /** A password reset logs in. @default false */
  loginOnPasswordReset?: boolean;
  reauthentication?: {
    /** For how long a credential counts as given recently. @default 300 */
    timeout?: number;
    /** Whether changing addresses, phone numbers and connections needs recent authentication. @default true */
    required?: boolean;
  };
  /** Paths of the front end, or URLs. */
  urls?: {
    /** Where a link that verifies an address leads, with `{key}`. @default "/verify-email#key={key}" */
    verifyEmail?: string;
    /** Where a link that resets a password leads, with `{key}`. @default "/reset-password#key={key}" */
    resetPassword?: string;
    /** Where people ask for a password reset. @default "/forgot-password" */
    requestPasswordReset?: string;
    /** Where people sign up. @default "/signup" */
    signup?: string;
    /** Where a provider sends people back to, with `{provider}` for its id. @default "/auth/callback/{provider}" */
    providerCallback?: string;
    /** Where `auth.handler` answers providers that post a form, such as Apple. @default "/auth/form-post/{provider}" */
    providerFormPost?: string;
  };
  /** Mails the user when a credential, an address or a factor changes. @default true */
  notifications?: boolean;
  /** How the codes look that people type. */
  codeFormat?: {
    /** What codes are made of; letters come without vowels. @default "letters" */
    kind?: "letters" | "digits";
    /** How long codes are. @default 8 letters, or 9 digits */
    length?: number;
  };
  /** How long a login may take from its first step to its last. @default 900 */
  loginTimeout?: number;
  codes?: CodesOptions;
  links?: {
    /** How long a link that verifies an address works. @default 259200 */
    emailVerification?: number;
    /** How long a link that resets a password works. @default 3600 */
    passwordReset?: number;
  };
}

const MAX_ADDRESSES = 50;

const requirement = z.enum(["required", "optional", "off"]);
const keyTemplate = z.string().includes("{key}", { message: "expected a template with {key}" });

const signup = z
  .strictObject({
    open: z.union([z.boolean(), fn<() => boolean | Promise<boolean>>()]).default(true),
    email: requirement.optional(),
    username: requirement.optional(),
    phone: requirement.optional(),
    password: requirement.default("required"),
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
    hasher: withMethod<PasswordHasher>("hash").optional(),
    legacyHashers: z.array(withMethod<LegacyPasswordHasher>("verify")).default([]),
    isBlocked: fn<(password: string) => boolean | Promise<boolean>>().optional(),
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
    requestPasswordReset: z.string().default("/forgot-password"),
    signup: z.string().default("/signup"),
    providerCallback: z.string().default("/auth/callback/{provider}"),
    providerFormPost: z.string().default("/auth/form-post/{provider}"),
  })
  .prefault({});

const codeFormat = z
  .strictObject({
    kind: z.enum(["letters", "digits"]).default("letters"),
    length: z.number().int().min(6).max(12).optional(),
  })
  .prefault({})
  .transform(({ kind, length }) => ({ kind, length: length ?? (kind === "letters" ? 8 : 9) }));

export const accountSchema = z
  .strictObject({
    loginMethods: z
      .array(z.enum(["email", "username", "phone"]))
      .min(1)
      .default(["email"]),
    signup,
    emailVerification: z.enum(["mandatory", "optional", "none"]).default("mandatory"),
    emailVerificationBy: z.enum(["link", "code"]).default("link"),
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
    reauthentication: z
      .strictObject({ timeout: seconds.default(300), required: z.boolean().default(true) })
      .prefault({}),
    urls,
    notifications: z.boolean().default(true),
    codeFormat,
    loginTimeout: seconds.default(900),
    codes: codesSchema,
    links: z
      .strictObject({ emailVerification: seconds.default(3 * 86_400), passwordReset: seconds.default(3_600) })
      .prefault({}),
  })
  .prefault({});
