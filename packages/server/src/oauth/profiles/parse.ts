import { z } from "zod";
import { type ProviderEmail, ProviderError, type ProviderProfile } from "../../ports/provider.ts";
import { isRecord } from "../http/cleanJson.ts";

const MAX_UID = 255;
const MAX_EMAIL = 320;
const MAX_TEXT = 1_000;

/**
 * An identifier as text. Numbers beyond 2^53 are refused, since two could look alike, and so is text that was not
 * storable as received.
 */
export const uid = z.union([
  z
    .string()
    .min(1)
    .max(MAX_UID)
    .regex(/^[^\p{Cc}\s\ufffd]+$/u),
  z.int().transform(String),
]);
/** Text that may be missing, which providers also express as null or an empty string. */
export const text = z
  .string()
  .max(MAX_TEXT)
  .nullish()
  .transform((value) => (value === undefined || value === "" ? null : value));
export const address = z
  .string()
  .max(MAX_EMAIL)
  .nullish()
  .transform((value) => (value === undefined || value === "" ? null : value));
/** True and the text "true"; anything else, or a missing value, is false. */
export const flag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === "true");

/** The expected value, or a ProviderError that names the wrong fields, never their values. */
export function parseAs<Output>(schema: z.ZodType<Output>, value: unknown, who: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join(".") || "the whole"))].slice(0, 5);
  throw new ProviderError("invalid", `${who}: unexpected ${fields.join(", ")}`);
}

export interface ProfileParts {
  uid: string;
  emails?: readonly ProviderEmail[];
  /** The only address, or none. */
  email?: string | null;
  /** Whether that address is verified; never true by default. */
  verified?: boolean;
  username?: string | null;
  name?: string | null;
  /** The provider's own data: an object. */
  raw: unknown;
}

/** A profile from a provider's data, without names that are missing there. */
export function profileOf({
  uid,
  emails,
  email,
  verified = false,
  username,
  name,
  raw,
}: ProfileParts): ProviderProfile {
  const only = email === undefined || email === null ? [] : [{ email, verified, primary: true }];
  return {
    uid,
    emails: [...(emails ?? only)],
    ...(username === undefined || username === null ? {} : { username }),
    ...(name === undefined || name === null ? {} : { name }),
    raw: isRecord(raw) ? raw : {},
  };
}
