import { z } from "zod";
import type { MfaType } from "../../wire/mfa.ts";
import { attempts, seconds } from "./schemaParts.ts";

export interface MfaOptions {
  /** Which kinds of second factor there are. @default ["totp", "recovery_codes", "webauthn"] */
  types?: readonly MfaType[];
  /** Log in with a passkey alone, without a user name; the passkey must verify its user. @default true */
  passkeyLogin?: boolean;
  /** Sign up with a passkey instead of a password. @default false */
  passkeySignup?: boolean;
  /** Let somebody with an unverified address add a factor: they could lock out its owner. @default false */
  allowUnverifiedEmail?: boolean;
  /** Wrong answers to the second step until the login ends. @default 3 */
  attempts?: number;
  totp?: {
    /** How authenticator apps name the app. @default `appName` */
    issuer?: string;
    /** How many digits a code has; some authenticator apps know only 6. @default 6 */
    digits?: 6 | 7 | 8;
    /** For how long a code stays the same. @default 30 */
    period?: number;
    /** How many periods a code may be early or late. @default 1 */
    tolerance?: number;
  };
  recoveryCodes?: {
    /** How many codes a user is given. @default 10 */
    count?: number;
  };
  webauthn?: {
    /** The domain that passkeys belong to: the host of `origin`, or a domain above it. @default the host of `origin` */
    rpId?: string;
    /** Further origins in which passkeys may be used, such as `android:apk-key-hash:…`. @default [] */
    origins?: readonly string[];
    /** Whether a key that is a second factor must verify its user (a PIN, a fingerprint); passkeys always must. @default "preferred" */
    userVerification?: "required" | "preferred" | "discouraged";
  };
  /** Whether a browser may be trusted, so that it is not asked for a second step again. @default false */
  trust?:
    | boolean
    | {
        /** For how long a browser is trusted. @default 1209600 */
        lifetime?: number;
      };
}

const TRUST_LIFETIME = 14 * 86_400;

export const mfaSchema = z
  .strictObject({
    types: z.array(z.enum(["totp", "recovery_codes", "webauthn"])).default(["totp", "recovery_codes", "webauthn"]),
    passkeyLogin: z.boolean().default(true),
    passkeySignup: z.boolean().default(false),
    allowUnverifiedEmail: z.boolean().default(false),
    attempts: attempts.default(3),
    totp: z
      .strictObject({
        issuer: z.string().min(1).max(100).optional(),
        digits: z.union([z.literal(6), z.literal(7), z.literal(8)]).default(6),
        period: z.number().int().min(15).max(300).meta({ unit: "seconds" }).default(30),
        tolerance: z.number().int().min(0).max(10).default(1),
      })
      .prefault({}),
    recoveryCodes: z.strictObject({ count: z.number().int().min(1).max(100).default(10) }).prefault({}),
    webauthn: z
      .strictObject({
        rpId: z.string().min(1).optional(),
        origins: z.array(z.string().min(1)).default([]),
        userVerification: z.enum(["required", "preferred", "discouraged"]).default("preferred"),
      })
      .prefault({}),
    trust: z
      .union([z.boolean(), z.strictObject({ lifetime: seconds.default(TRUST_LIFETIME) })])
      .default(false)
      .transform((trust) => (trust === true ? { lifetime: TRUST_LIFETIME } : trust)),
  })
  .prefault({});
