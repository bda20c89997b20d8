import { z } from "zod";
import type { MfaType } from "../../wire/mfa.ts";
import type { User } from "../../wire/state.ts";
import { attempts, codeKind, codeLength, fn, isOrigin, seconds } from "./schemaParts.ts";

/** Whether this user must have a second factor. */
export type RequiresFactor = (user: User) => boolean | Promise<boolean>;

export interface MfaOptions {
  /** Which types of second factor are available. @default ["totp", "recovery_codes", "webauthn"] */
  types?: readonly MfaType[];
  /** Log in with a passkey alone, without a username; the passkey must verify its user. @default true */
  passkeyLogin?: boolean;
  /** Sign up with a passkey instead of a password. @default false */
  passkeySignup?: boolean;
  /**
   * Lets the browser create a passkey after a login by password, without asking (WebAuthn Level 3, conditional create).
   * It logs in by itself, and is no second factor; its user gets an email. @default false
   */
  passkeyUpgrade?: boolean;
  /** Lets users with an unverified address add a factor; this could lock out the address's owner. @default false */
  allowUnverifiedEmail?: boolean;
  /**
   * Whether users must have a second factor: whoever has none sets it up within the login, before any session, and nobody
   * can remove their last one. True for all; a function decides by user, outside of transactions; `after` is the end of a
   * grace period. Sessions that exist already continue. A passkey that logs in by itself is two factors, and so is a login
   * at a provider for which `social.level` returns 2. @default false
   */
  required?:
    | boolean
    | RequiresFactor
    | {
        /** Who must have one; called at each login without one, and when a factor is removed. @default everybody */
        users?: RequiresFactor;
        /** From when on. */
        after: Date;
      };
  /** How many wrong answers to the second factor end the login. @default 3 */
  attempts?: number;
  totp?: {
    /** The name of the app in authenticator apps. @default `appName` */
    issuer?: string;
    /** How many digits a code has; some authenticator apps support only 6. @default 6 */
    digits?: 6 | 7 | 8;
    /** How long each code lasts. @default 30 */
    period?: number;
    /** How many periods early or late a code may be. @default 1 */
    tolerance?: number;
  };
  recoveryCodes?: {
    /** How many codes a user gets. @default 10 */
    count?: number;
    /** What the codes consist of; letters exclude vowels. @default "digits" */
    kind?: "letters" | "digits";
    /** How long each code is. A guess may hit any of them, so that more codes must be longer. @default 8 */
    length?: number;
    /** Shows codes only when they are generated: they are stored as hashes, and nobody can view them again. @default false */
    showOnce?: boolean;
  };
  webauthn?: {
    /** The domain that passkeys belong to: the host of `origin`, or a parent domain of it. @default the host of `origin` */
    rpId?: string;
    /**
     * Additional origins where passkeys may be used: those of native apps, such as `android:apk-key-hash:…`, and pages on
     * other domains, which `auth.handler` lists at `/.well-known/webauthn`. @default []
     */
    origins?: readonly string[];
    /**
     * The pages where users create and manage passkeys, as paths of the front end: `auth.handler` tells password
     * managers, at `/.well-known/passkey-endpoints`. @default none
     */
    endpoints?: {
      /** Where users create a passkey: a path of the front end, which `auth.handler` tells password managers. @default none */
      enroll?: string;
      /** Where users see and remove their passkeys, likewise. @default none */
      manage?: string;
    };
    /**
     * Whether a login with a passkey that nobody has answers `unknown_credential`, upon which browsers forget the
     * passkey. False where another system has accounts for the same `rpId`, or while users are still being imported:
     * their passkeys would be forgotten. @default true
     */
    signalUnknown?: boolean;
    /** Whether a security key used as a second factor must verify its user (PIN, fingerprint); passkeys always must. @default "preferred" */
    userVerification?: "required" | "preferred" | "discouraged";
  };
  /** Whether users may trust a browser, which then skips the second factor. @default false */
  trust?:
    | boolean
    | {
        /** How long a browser is trusted. @default 1209600 */
        lifetime?: number;
      };
}

const TRUST_LIFETIME = 14 * 86_400;

/** Whose second factor is required, and from when on; false: nobody's. */
function resolveRequired(
  given: boolean | RequiresFactor | { users?: RequiresFactor | undefined; after: Date },
): { users: RequiresFactor; after: Date; isForAll: boolean } | false {
  if (given === false) return false;
  if (typeof given === "object") return { users: given.users ?? (() => true), after: given.after, isForAll: false };
  return { users: given === true ? () => true : given, after: new Date(0), isForAll: given === true };
}

const NOT_AN_ORIGIN = 'expected an origin such as "https://acme.example", without a path, or that of a native app';

/** Browsers write a page's origin without path or slash; those of native apps have forms of their own. */
function isOriginOfPasskeys(value: string): boolean {
  return /^https?:/i.test(value) ? isOrigin(value) : /^[\w-]+:./.test(value);
}

const page = z.string().startsWith("/", 'expected a path of the front end, such as "/account/security"');

export const mfaSchema = z
  .strictObject({
    types: z.array(z.enum(["totp", "recovery_codes", "webauthn"])).default(["totp", "recovery_codes", "webauthn"]),
    passkeyLogin: z.boolean().default(true),
    passkeySignup: z.boolean().default(false),
    passkeyUpgrade: z.boolean().default(false),
    allowUnverifiedEmail: z.boolean().default(false),
    required: z
      .union([
        z.boolean(),
        fn<RequiresFactor>(),
        z.strictObject({ users: fn<RequiresFactor>().optional(), after: z.date() }),
      ])
      .default(false)
      .transform(resolveRequired),
    attempts: attempts.default(3),
    totp: z
      .strictObject({
        issuer: z.string().min(1).max(100).optional(),
        digits: z.union([z.literal(6), z.literal(7), z.literal(8)]).default(6),
        period: z.number().int().min(15).max(300).meta({ unit: "seconds" }).default(30),
        tolerance: z.number().int().min(0).max(10).default(1),
      })
      .prefault({}),
    recoveryCodes: z
      .strictObject({
        count: z.number().int().min(1).max(100).default(10),
        kind: codeKind.default("digits"),
        length: codeLength.default(8),
        showOnce: z.boolean().default(false),
      })
      .prefault({}),
    webauthn: z
      .strictObject({
        rpId: z.string().min(1).optional(),
        origins: z.array(z.string().refine(isOriginOfPasskeys, NOT_AN_ORIGIN)).default([]),
        endpoints: z.strictObject({ enroll: page.optional(), manage: page.optional() }).optional(),
        signalUnknown: z.boolean().default(true),
        userVerification: z.enum(["required", "preferred", "discouraged"]).default("preferred"),
      })
      .prefault({}),
    trust: z
      .union([z.boolean(), z.strictObject({ lifetime: seconds.default(TRUST_LIFETIME) })])
      .default(false)
      .transform((trust) => (trust === true ? { lifetime: TRUST_LIFETIME } : trust)),
  })
  .prefault({});
