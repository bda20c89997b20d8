import { z } from "zod";
import type { UserCodeFormat } from "../../lib/userCode.ts";
import type { CodeUse } from "../../wire/session.ts";
import { attempts, codeKind, codeLength, count, seconds } from "./schemaParts.ts";

/** Codes that log in or reset a password. */
export interface CodeLimits {
  /** How long a code is valid; more than ten minutes needs a code of 9 digits or 7 letters. @default 180 */
  lifetime?: number;
  /** How many wrong answers end the flow. @default 3 */
  attempts?: number;
  /** How often the code may be resent. @default 2 */
  resends?: number;
  /** The format of these codes. @default `account.codeFormat` */
  format?: CodeFormat;
}

/** Codes that verify an address or a phone number. */
export interface VerificationCodeLimits extends CodeLimits {
  /** How long a code is valid; more than ten minutes needs a code of 9 digits or 7 letters. @default 600 */
  lifetime?: number;
  /** How often the address or number may be corrected before the code is entered. @default 2 */
  changes?: number;
}

/** The format of codes that users type. */
export interface CodeFormat {
  /** What codes consist of; letters exclude vowels. @default `account.codeFormat.kind` */
  kind?: "letters" | "digits";
  /** How long codes are. @default `account.codeFormat.length`; for another kind 8 letters, or 9 digits */
  length?: number;
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
    format: z.strictObject({ kind: codeKind.optional(), length: codeLength.optional() }).optional(),
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

type ParsedCodes = z.output<typeof codesSchema>;

/** The codes by use, each with its format. */
export type ResolvedCodes = { [Use in CodeUse]: Omit<ParsedCodes[Use], "format"> & { format: UserCodeFormat } };

/** Fills in the formats that the app did not give. */
export function withFormats(codes: ParsedCodes, general: UserCodeFormat): ResolvedCodes {
  const format = ({
    kind = general.kind,
    length,
  }: NonNullable<ParsedCodes[CodeUse]["format"]> = {}): UserCodeFormat => ({
    kind,
    length: length ?? (kind === general.kind ? general.length : usualLength(kind)),
  });
  return {
    emailVerification: { ...codes.emailVerification, format: format(codes.emailVerification.format) },
    phoneVerification: { ...codes.phoneVerification, format: format(codes.phoneVerification.format) },
    login: { ...codes.login, format: format(codes.login.format) },
    passwordReset: { ...codes.passwordReset, format: format(codes.passwordReset.format) },
  };
}

/** The length of codes where the app sets none. */
export function usualLength(kind: UserCodeFormat["kind"]): number {
  return kind === "letters" ? 8 : 9;
}
