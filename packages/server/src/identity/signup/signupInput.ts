import { z } from "zod";
import type { ResolvedOptions } from "../../config/options.ts";
import type { SignupFields } from "../../config/signupFields.ts";
import { normalizeEmailAddress } from "../../lib/emailAddress.ts";
import { normalizePhoneNumber } from "../../lib/phoneNumber.ts";
import { SetupError } from "../../lib/setupError.ts";
import { normalizeUsername } from "../../lib/username.ts";
import type { Requirement } from "../../wire/session.ts";
import { alwaysAsked, faultOf, identifier, newPassword } from "../fields.ts";
import { isSimilar } from "../passwords/similarity.ts";
import { checkUsername } from "../usernames.ts";
import type { SignupValues } from "./buildAccount.ts";

/** In a signup every field that is wrong is named at once, the app's own included; so the form is looked at here already. */
const formOf = (normalize: (typed: string) => unknown, message: string) =>
  identifier.refine((typed) => typed === "" || normalize(typed) !== null, message);
const signupIdentifiers = {
  email: formOf(normalizeEmailAddress, "This is not an email address."),
  username: formOf(normalizeUsername, "Use letters, digits and . + - _"),
  phone: formOf(normalizePhoneNumber, "Give the number with its country code, such as +4915112345678."),
};

const OWN_NAMES = ["email", "username", "phone", "password"] as const;

/** What a signup sends: each identifier as the options ask for it, and the app's own fields. */
export type SignupInput<Fields extends SignupFields> = {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password?: string | undefined;
} & Fields["input"];

/** What a signup by passkey sends: the same without a password, and an address in any case. */
export type PasskeySignupInput<Fields extends SignupFields> = {
  email: string;
  username?: string | undefined;
  phone?: string | undefined;
} & Fields["input"];

export function signupInput<Fields extends SignupFields>(
  options: ResolvedOptions,
): z.ZodType<SignupValues, SignupInput<Fields>> {
  // The shape is put together from the options: its input is what SignupInput says of them.
  return signupSchema(options, options.account.signup) as unknown as z.ZodType<SignupValues, SignupInput<Fields>>;
}

export function passkeySignupInput<Fields extends SignupFields>(
  options: ResolvedOptions,
): z.ZodType<SignupValues, PasskeySignupInput<Fields>> {
  const schema = signupSchema(options, { ...options.account.signup, email: "required", password: "off" });
  // As above: its input is what PasskeySignupInput says of the options.
  return schema as unknown as z.ZodType<SignupValues, PasskeySignupInput<Fields>>;
}

/** What ends a social signup: what is left out is what the provider told. */
export type ProviderSignupInput<Fields extends SignupFields> = {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
} & Fields["input"];

export function providerSignupInput<Fields extends SignupFields>(
  options: ResolvedOptions,
): z.ZodType<SignupValues, ProviderSignupInput<Fields>> {
  const { signup } = options.account;
  const asAsked = (requirement: Requirement) => (requirement === "off" ? "off" : "optional");
  const schema = signupSchema(options, {
    ...signup,
    ...{
      email: asAsked(signup.email),
      username: asAsked(signup.username),
      phone: asAsked(signup.phone),
      password: "off",
    },
  });
  // As above: its input is what ProviderSignupInput says of the options.
  return schema as unknown as z.ZodType<SignupValues, ProviderSignupInput<Fields>>;
}

function signupSchema(options: ResolvedOptions, signup: ResolvedOptions["account"]["signup"]) {
  const { email, username, phone, password: secret, fields = z.object({}) } = signup;
  const reserved = OWN_NAMES.find((name) => name in fields.shape);
  if (reserved !== undefined)
    throw new SetupError(`createAuth: account.signup.fields.${reserved}: this name is Latchkey's own; choose another`);
  const base = z.object({
    ...asked("email", signupIdentifiers.email, email),
    ...asked("username", usernameInput(options), username),
    ...asked("phone", signupIdentifiers.phone, phone),
    ...asked("password", newPassword(options), secret),
  });
  const checked = base.check(
    alwaysAsked<Record<string, unknown>>((given) =>
      resemblesItself(given, options) ? { code: "password_too_similar", param: "password" } : null,
    ),
  );
  return z.intersection(checked, fields.strip()).transform((value) => toSignupValues(value));
}

/** A user name that is being chosen. */
export function usernameInput(options: ResolvedOptions) {
  return signupIdentifiers.username.superRefine((typed, context) => {
    const checked = typed === "" ? null : checkUsername(typed, options);
    if (checked !== null && "code" in checked && checked.code !== "invalid") context.addIssue(faultOf(checked.code));
  });
}

/** Whether the password is like what was typed beside it, as far as that is text at all. */
function resemblesItself(given: Record<string, unknown>, { appName }: ResolvedOptions): boolean {
  const about = [appName, given["email"], given["phone"], given["username"]];
  const texts = about.filter((value) => typeof value === "string");
  return typeof given["password"] === "string" && isSimilar(given["password"], texts);
}

function asked(name: string, schema: z.ZodType, requirement: Requirement): Record<string, z.ZodType> {
  if (requirement === "off") return {};
  return { [name]: requirement === "required" ? schema : schema.optional() };
}

function toSignupValues(value: Record<string, unknown>): SignupValues {
  const { email, username, phone, password: secret, ...data } = value;
  // The four were strings or absent in the schema above.
  return { email, username, phone, password: secret, data } as SignupValues;
}
