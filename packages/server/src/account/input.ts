import { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import type { SignupFields } from "../config/signupFields.ts";
import { identifier, MAX_CODE, MAX_SECRET, password, text } from "../identity/fields.ts";
import type { UpdateInput } from "./update.ts";

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
export const codeKeyInput = z.object({ key: text(MAX_CODE) });
export const resetInput = z.object({ key: text(MAX_CODE).min(1), password });

/** What an update sends: any of the app's own fields, and the user name. */
export type UpdateAccountInput<Fields extends SignupFields> = { username?: string | undefined } & Partial<
  Fields["input"]
>;

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
