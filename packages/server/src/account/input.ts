import { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import type { SignupFields } from "../config/signupFields.ts";
import type { SignupDraft } from "../identity/draftAccount.ts";
import { normalizeEmailAddress } from "../lib/emailAddress.ts";
import { normalizePhoneNumber } from "../lib/phoneNumber.ts";
import { SetupError } from "../lib/setupError.ts";
import { isStorableText } from "../lib/text.ts";
import { normalizeUsername } from "../lib/username.ts";
import type { Requirement } from "../wire/session.ts";
import type { UpdateInput } from "./update.ts";

const MAX_IDENTIFIER = 600;
const MAX_SECRET = 4_096;
const MAX_CODE = 256;

/** Text that can be stored and sent: well-formed, without NUL, and of a size that is worth looking at. */
const text = (max: number) => z.string().max(max, "too long").refine(isStorableText, "not well-formed text");
const identifier = text(MAX_IDENTIFIER).min(1);
/** In a signup every field that is wrong is named at once, the app's own included; so the form is looked at here already. */
const formOf = (normalize: (typed: string) => unknown, message: string) =>
  identifier.refine((typed) => typed === "" || normalize(typed) !== null, message);
const signupIdentifiers = {
  email: formOf(normalizeEmailAddress, "This is not an email address."),
  username: formOf(normalizeUsername, "Use letters, digits and . + - _"),
  phone: formOf(normalizePhoneNumber, "Give the number with its country code, such as +4915112345678."),
};
/** Never trimmed. */
const password = text(MAX_SECRET).min(1);

export const loginInput = z.object({
  email: identifier.optional(),
  username: identifier.optional(),
  phone: identifier.optional(),
  password,
  remember: z.boolean().optional(),
});
export const contactInput = z.object({ email: identifier.optional(), phone: identifier.optional() });
export const emailInput = z.object({ email: identifier });
export const phoneInput = z.object({ phone: identifier });
export const passwordInput = z.object({ password });
export const changePasswordInput = z.object({ currentPassword: text(MAX_SECRET).optional(), newPassword: password });
/** An empty code is let through: it counts as an answer, as any wrong one does. */
export const codeInput = z.object({ code: text(MAX_CODE) });
export const codeKeyInput = z.object({ key: text(MAX_CODE) });
export const resetInput = z.object({ key: text(MAX_CODE).min(1), password });

const OWN_NAMES = ["email", "username", "phone", "password"] as const;

/** What a signup sends: each identifier as the options ask for it, and the app's own fields. */
export type SignupInput<Fields extends SignupFields> = {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password?: string | undefined;
} & Fields["input"];

/** What an update sends: any of the app's own fields, and the user name. */
export type UpdateAccountInput<Fields extends SignupFields> = { username?: string | undefined } & Partial<
  Fields["input"]
>;

export function signupInput<Fields extends SignupFields>({
  account,
}: ResolvedOptions): z.ZodType<SignupDraft, SignupInput<Fields>> {
  const { email, username, phone, password: secret, fields = z.object({}) } = account.signup;
  const reserved = OWN_NAMES.find((name) => name in fields.shape);
  if (reserved !== undefined)
    throw new SetupError(`createAuth: account.signup.fields.${reserved}: this name is Latchkey's own; choose another`);
  const base = z.object({
    ...asked("email", signupIdentifiers.email, email),
    ...asked("username", signupIdentifiers.username, username),
    ...asked("phone", signupIdentifiers.phone, phone),
    ...asked("password", password, secret),
  });
  const schema = z.intersection(base, fields.strip()).transform((value) => draftOf(value));
  // The shape was put together from the options: its input is what SignupInput says of them.
  return schema as unknown as z.ZodType<SignupDraft, SignupInput<Fields>>;
}

function asked(name: string, schema: z.ZodString, requirement: Requirement): Record<string, z.ZodType> {
  if (requirement === "off") return {};
  return { [name]: requirement === "required" ? schema : schema.optional() };
}

function draftOf(value: Record<string, unknown>): SignupDraft {
  const { email, username, phone, password: secret, ...data } = value;
  // The four were strings or absent in the schema above.
  return { email, username, phone, password: secret, data } as SignupDraft;
}

export function updateInput<Fields extends SignupFields>({
  account,
}: ResolvedOptions): z.ZodType<UpdateInput, UpdateAccountInput<Fields>> {
  const { fields = z.object({}), username } = account.signup;
  // A default is for signups: in an update, what is left out stays as it is.
  const shape: Record<string, z.ZodType> = fields.shape;
  const optional = Object.entries(shape).map(([name, field]) => [
    name,
    z.optional(field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? field.unwrap() : field),
  ]);
  const own = username === "off" ? {} : { username: identifier.optional() };
  const schema = z.object({ ...own, ...Object.fromEntries(optional) }).transform(({ username: name, ...data }) => ({
    username: name,
    data,
  }));
  // The shape was put together from the options: its input is what UpdateAccountInput says of them.
  return schema as unknown as z.ZodType<UpdateInput, UpdateAccountInput<Fields>>;
}
