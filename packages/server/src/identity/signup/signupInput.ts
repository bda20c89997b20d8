import { z } from "zod";
import type { ResolvedOptions } from "../../config/options.ts";
import type { SignupFields } from "../../config/signupFields.ts";
import { normalizeEmailAddress } from "../../lib/emailAddress.ts";
import { normalizePhoneNumber } from "../../lib/phoneNumber.ts";
import { SetupError } from "../../lib/setupError.ts";
import { normalizeUsername } from "../../lib/username.ts";
import { inputTexts } from "../../ports/texts/inputTexts.ts";
import type { PasskeySignupInput, ProviderSignupInput, SignupInput } from "../../wire/inputs.ts";
import type { Requirement } from "../../wire/session.ts";
import { alwaysAsked, faultOf, identifier, MAX_CODE, newPassword, text } from "../fields.ts";
import { isSimilar } from "../passwords/similarity.ts";
import { checkUsername } from "../usernames.ts";
import type { SignupValues } from "./buildAccount.ts";

/** A signup reports all invalid fields at once, including the app's own; so the format is already checked here. */
const formOf = (normalize: (typed: string) => unknown, message: string) =>
  identifier.refine((typed) => typed === "" || normalize(typed) !== null, message);
const signupIdentifiers = {
  email: formOf(normalizeEmailAddress, inputTexts.email),
  username: formOf(normalizeUsername, inputTexts.username),
  phone: formOf(normalizePhoneNumber, inputTexts.phone),
};

const OWN_NAMES = ["email", "username", "phone", "password", "invitation", "honeypot"] as const;
const MAX_HONEYPOT = 1_000;

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
  const { email, username, phone, password: secret, honeypot, fields = z.object({}) } = signup;
  const reserved = OWN_NAMES.find((name) => name in fields.shape && (name !== "honeypot" || honeypot));
  if (reserved !== undefined)
    throw new SetupError(
      `createAuth: account.signup.fields.${reserved}: this name is reserved by Latchkey; choose another`,
    );
  const base = z.object({
    // With an invitation, its address is used.
    ...asked("email", signupIdentifiers.email, email === "required" ? "optional" : email),
    ...asked("username", usernameInput(options), username),
    ...asked("phone", signupIdentifiers.phone, phone),
    ...asked("password", newPassword(options), secret),
    invitation: text(MAX_CODE).optional(),
    ...(honeypot ? { honeypot: text(MAX_HONEYPOT).optional() } : {}),
  });
  const isMissing = ({ email: given, invitation }: Record<string, unknown>) =>
    email === "required" && given === undefined && invitation === undefined;
  const checked = base.check(
    alwaysAsked<Record<string, unknown>>((given) => (isMissing(given) ? { code: "required", param: "email" } : null)),
    alwaysAsked<Record<string, unknown>>((given) =>
      resemblesItself(given, options) ? { code: "password_too_similar", param: "password" } : null,
    ),
  );
  return z.intersection(checked, fields.strip()).transform((value) => toSignupValues(value, honeypot));
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

function toSignupValues(value: Record<string, unknown>, hasHoneypot: boolean): SignupValues {
  const { email, username, phone, password: secret, invitation, ...others } = value;
  const own = { email, username, phone, password: secret, invitation };
  // They were strings or absent in the schema above. An app without the option may have a field of its own of this name.
  if (!hasHoneypot) return { ...own, data: others } as SignupValues;
  const { honeypot, ...data } = others;
  return { ...own, honeypot, data } as SignupValues;
}
