import { z } from "zod";

// What the schemas of the options are made of.

/** A time span in whole seconds, at most ten years. */
export const seconds = z
  .number()
  .int()
  .positive()
  .max(10 * 365 * 86_400)
  .meta({ unit: "seconds" });
export const count = z.number().int().nonnegative().max(1_000);
/** How often a wrong answer may be given. */
export const attempts = z.number().int().min(1).max(10);

const isFunction = (value: unknown) => typeof value === "function";

export const hasMethod = (name: string) => (value: unknown) =>
  typeof value === "object" && value !== null && name in value && isFunction(Reflect.get(value, name));

/** A function of the app's; what it takes and gives, only the compiler checks. */
export const fn = <Type>() => z.custom<Type>(isFunction, "expected a function");

/** An object of the app's with the method by which it is known. */
export const withMethod = <Type>(name: string) =>
  z.custom<Type>(hasMethod(name), `expected an object with a method ${name}()`);

/** Scheme, host and port, as a browser writes them. */
export function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value);
}
