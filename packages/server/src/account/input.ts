import { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import {
  alwaysAsked,
  identifier,
  MAX_CODE,
  MAX_IDENTIFIER,
  MAX_SECRET,
  newPassword,
  password,
  text,
} from "../identity/fields.ts";
import type { Identifier } from "../identity/identifiers.ts";
import { usernameInput } from "../identity/signup/signupInput.ts";
import type { AuthProblem } from "../lib/authError.ts";
import type { StageAnswer, UpdateAccountInput } from "../wire/inputs.ts";
import type { SignupFields, StagesOf } from "../wire/signupFields.ts";
import { readIdentifier, type Typed } from "./loginIdentifier.ts";
import type { UpdateInput } from "./update.ts";

/** Problems of the identifier are reported together with those of the other fields. */
export function loginInput(options: ResolvedOptions) {
  return z
    .object({
      email: text(MAX_IDENTIFIER).optional(),
      username: text(MAX_IDENTIFIER).optional(),
      phone: text(MAX_IDENTIFIER).optional(),
      password,
      remember: z.boolean().optional(),
    })
    .check(alwaysAsked<Typed>((input) => problemIn(readIdentifier(options, input))));
}

function problemIn(found: Identifier | AuthProblem): AuthProblem | null {
  return "code" in found ? found : null;
}

export const contactInput = z.object({ email: identifier.optional(), phone: identifier.optional() });
export const emailInput = z.object({ email: identifier });
export const phoneInput = z.object({ phone: identifier });
export const passwordInput = z.object({ password });
export const changePasswordInput = z.object({
  currentPassword: text(MAX_SECRET).optional(),
  newPassword: text(MAX_SECRET),
});
export const codeKeyInput = z.object({ key: text(MAX_CODE) });
export function resetInput(options: ResolvedOptions) {
  return z.object({ key: text(MAX_CODE).min(1), password: newPassword(options) });
}

/** Any stage and any input: the stage that waits parses its own. */
export function stageInput<Fields extends SignupFields>() {
  const schema = z.object({ stage: text(MAX_STAGE), input: z.unknown() });
  // Its input is what the stages of the app say, or the use case refuses it.
  return schema as unknown as z.ZodType<{ stage: string; input: unknown }, StageAnswer<StagesOf<Fields>>>;
}

const MAX_STAGE = 50;

export function updateInput<Fields extends SignupFields>(
  options: ResolvedOptions,
): z.ZodType<UpdateInput, UpdateAccountInput<Fields>> {
  const { fields = z.object({}), username } = options.account.signup;
  // Defaults are for signups: in an update, omitted fields stay unchanged.
  const shape: Record<string, z.ZodType> = fields.shape;
  const optional = Object.entries(shape).map(([name, field]) => [
    name,
    z.optional(field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? field.unwrap() : field),
  ]);
  const own = username === "off" ? {} : { username: usernameInput(options).optional() };
  const schema = z.object({ ...own, ...Object.fromEntries(optional) }).transform(({ username: name, ...data }) => ({
    username: name,
    data,
  }));
  // The shape was built from the options: its input is as UpdateAccountInput states for them.
  return schema as unknown as z.ZodType<UpdateInput, UpdateAccountInput<Fields>>;
}
