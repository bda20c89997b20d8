import { z } from "zod";

// The building blocks of the options' schemas.

const WHOLE_SECONDS = "expected a whole number of seconds, such as 86400 for a day";

/** The message for a value of another type; limits keep zod's, which name them. */
function wrongType(message: string) {
  return { error: ({ code }: { code: string }) => (code === "invalid_type" ? message : undefined) };
}

/** A time span in whole seconds, at most ten years. */
export const seconds = z
  .number(wrongType(WHOLE_SECONDS))
  .int(wrongType(WHOLE_SECONDS))
  .positive()
  .max(10 * 365 * 86_400)
  .meta({ unit: "seconds" });
export const count = z.number().int().nonnegative().max(1_000);
/** The number of permitted wrong answers. */
export const attempts = z.number().int().min(1).max(10);
/** What codes that users type consist of. */
export const codeKind = z.enum(["letters", "digits"]);
export const codeLength = z.number().int().min(6).max(16);

const isFunction = (value: unknown) => typeof value === "function";

export const hasMethod = (name: string) => (value: unknown) =>
  typeof value === "object" && value !== null && name in value && isFunction(Reflect.get(value, name));

/** A function of the app; only the compiler checks its parameters and result. */
export const fn = <Type>() => z.custom<Type>(isFunction, "expected a function");

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Functions of the app by name.
 *
 * @param known the names that there are, where they are known here
 */
export const functions = <Type extends object>(known?: Readonly<Record<keyof Type, true>>) =>
  z.custom<Type>(isObject, "expected an object of functions").superRefine((given, context) => {
    for (const [name, value] of Object.entries(given)) {
      if (known !== undefined && !Object.hasOwn(known, name)) {
        const message = `there is none of this name; expected one of ${Object.keys(known).join(", ")}`;
        context.addIssue({ code: "custom", path: [name], message });
      } else if (value !== undefined && !isFunction(value))
        context.addIssue({ code: "custom", path: [name], message: "expected a function" });
    }
  });

/** An object of the app, recognised by a method. */
export const withMethod = <Type>(name: string) =>
  z.custom<Type>(hasMethod(name), `expected an object with a method ${name}()`);

/** The same by several methods, each of which will be called. */
export const withMethods = <Type extends object>(...names: (keyof Type & string)[]) =>
  z.custom<Type>(
    (value) => names.every((name) => hasMethod(name)(value)),
    `expected an object with the methods ${names.map((name) => `${name}()`).join(", ")}`,
  );

/** Scheme, host and port, as a browser writes them. */
export function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value);
}

const NOT_TRUSTABLE =
  'expected an origin such as "https://admin.acme.com", or "https://*.acme.com" for its subdomains, without a path';

/** An origin that a browser may name: of a website, of all subdomains of one, or of an app with a scheme of its own. */
export const trustedOrigin = z.string().refine((value) => {
  const one = value.replace(/^(https?:\/\/)\*\./, "$1any.");
  if (one.includes("*")) return false;
  return /^https?:/.test(one) ? isOrigin(one) : /^[a-z][a-z\d+.-]*:\/\/[^\s/?#]+$/.test(one);
}, NOT_TRUSTABLE);
