import { z } from "zod";
import type { ResolvedOptions } from "../../config/options.ts";
import type { SignupFields } from "../../config/signupFields.ts";
import { normalizeEmailAddress } from "../../lib/emailAddress.ts";
import { normalizePhoneNumber } from "../../lib/phoneNumber.ts";
import { SetupError } from "../../lib/setupError.ts";
import { normalizeUsername } from "../../lib/username.ts";
import type { PasskeySignupInput, ProviderSignupInput, SignupInput } from "../../wire/inputs.ts";
import type { Requirement } from "../../wire/session.ts";
import { alwaysAsked, faultOf, identifier, newPassword } from "../fields.ts";
import { isSimilar } from "../passwords/similarity.ts";
import { checkUsername } from "../usernames.ts";
import type { SignupValues } from "./buildAccount.ts";

/** A signup reports all invalid fields at once, including the app's own; so the format is already checked here. */
const formOf = (normalize: (typed: string) => unknown, message: string) =>
  identifier.refine((typed) => typed === "" || normalize(typed) !== null, message);
const signupIdentifiers = {
  email: formOf(normalizeEmailAddress, "This is not an email address."),
  username: formOf(normalizeUsername, "Use letters, digits and . + - _"),
  phone: formOf(normalizePhoneNumber, "Give the number with its country code, such as +4915112345678."),
};

const OWN_NAMES = ["email", "username", "phone", "password"] as const;

export function signupInput<Fields extends SignupFields>(
  options: ResolvedOptions,
): z.ZodType<SignupValues, SignupInput<Fields>> {
  // The shape is built from the options: its input is as SignupInput states for them.
  return signupSchema(options, options.account.signup) as unknown as z.ZodType<SignupValues, SignupInput<Fields>>;
}

export function passkeySignupInput<Fields extends SignupFields>(
  options: ResolvedOptions,
): z.ZodType<SignupValues, PasskeySignupInput<Fields>> {
  const schema = signupSchema(options, { ...options.account.signup, email: "required", password: "off" });
  // As above: its input is as PasskeySignupInput states for the options.
  return schema as unknown as z.ZodType<SignupValues, PasskeySignupInput<Fields>>;
}

export function providerSignupInput<Fields extends SignupFields>(
  options: ResolvedOptions,
): z.ZodType<SignupValues, ProviderSignupInput<Fields>> {
  const { signup } = options.account;
  const asAsked = (requirement: Requirement) => (requirement === "off" ? "off" : "optional");
  const schema = signupSchema(options, {
    ...signup,
    email: asAsked(signup.email),
    username: asAsked(signup.username),
    phone: asAsked(signup.phone),
    password: "off",
  });
  // As above: its input is as ProviderSignupInput states for the options.
  return schema as unknown as z.ZodType<SignupValues, ProviderSignupInput<Fields>>;
}

function signupSchema(options: ResolvedOptions, signup: ResolvedOptions["account"]["signup"]) {
  const { email, username, phone, password: secret, fields = z.object({}) } = signup;
  const reserved = OWN_NAMES.find((name) => name in fields.shape);
  if (reserved !== undefined)
    throw new SetupError(
      `createAuth: account.signup.fields.${reserved}: this name is reserved by Latchkey; choose another`,
    );
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

/** A new username. */
export function usernameInput(options: ResolvedOptions) {
  return signupIdentifiers.username.superRefine((typed, context) => {
    const checked = typed === "" ? null : checkUsername(typed, options);
    if (checked !== null && "code" in checked && checked.code !== "invalid") context.addIssue(faultOf(checked.code));
  });
}

/** Whether the password resembles the other fields, as far as those are text. */
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
