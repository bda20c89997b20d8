import { z } from "zod";
import { attempts, count, seconds } from "./schemaParts.ts";

/** Codes that log in or reset a password. */
export interface CodeLimits {
  /** How long a code works. @default 180 */
  lifetime?: number;
  /** Wrong answers until the flow ends. @default 3 */
  attempts?: number;
  /** How often another code may be asked for. @default 2 */
  resends?: number;
}

/** Codes that verify an address or a phone number. */
export interface VerificationCodeLimits extends CodeLimits {
  /** How long a code works. @default 600 */
  lifetime?: number;
  /** How often the address or number may be corrected while it waits for its code. @default 2 */
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
