import { z } from "zod";
import { attempts, count, seconds } from "./schemaParts.ts";

/** Codes that log in or reset a password. */
export interface CodeLimits {
  /** How long a code is valid. @default 180 */
  lifetime?: number;
  /** How many wrong answers end the flow. @default 3 */
  attempts?: number;
  /** How often the code may be resent. @default 2 */
  resends?: number;
}

/** Codes that verify an address or a phone number. */
export interface VerificationCodeLimits extends CodeLimits {
  /** How long a code is valid. @default 600 */
  lifetime?: number;
  /** How often the address or number may be corrected before the code is entered. @default 2 */
  changes?: number;
}

/** What each code is for. */
export interface CodesOptions {
  emailVerification?: VerificationCodeLimits;
  phoneVerification?: VerificationCodeLimits;
  login?: CodeLimits;
  passwordReset?: CodeLimits;
}

const limits = (lifetime: number) =>
  z.strictObject({
    lifetime: seconds.default(lifetime),
    attempts: attempts.default(3),
    resends: count.default(2),
  });
const verification = limits(600)
  .extend({ changes: count.default(2) })
  .prefault({});
const credential = limits(180).prefault({});

export const codesSchema = z
  .strictObject({
    emailVerification: verification,
    phoneVerification: verification,
    login: credential,
    passwordReset: credential,
  })
  .prefault({});
