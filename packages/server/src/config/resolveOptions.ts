import type { z } from "zod";
import { SetupError } from "../lib/setupError.ts";
import type { LoginMethod } from "../wire/session.ts";
import { contradictionOfPreset, withPreset } from "./assurance/preset.ts";
import type { AuthOptions } from "./authOptions.ts";
import { contradictionIn, contradictionOfSocialOnly } from "./contradictions.ts";
import { withFormats } from "./options/codeOptions.ts";
import { weakCodeIn } from "./options/codeStrength.ts";
import type { Agreed, Differences } from "./options/differences.ts";
import { optionsSchema, type ParsedOptions, type ResolvedOptions } from "./options.ts";

const NO_OPTIONS =
  "expected its options, such as createAuth({ database, secret, appName, origin, mail }); see `AuthOptions` for all of them";

/**
 * Checks the options and fills in the defaults.
 *
 * @throws SetupError naming the option, what was expected and what contradicts it
 */
export function resolveOptions<Fields extends z.ZodObject>(options: AuthOptions<Fields>): ResolvedOptions {
  // In plain JavaScript, anything may be given.
  if (typeof options !== "object" || options === null) throw new SetupError(`createAuth: ${NO_OPTIONS}`);
  // Does not compile while interface and schema differ; the compiler's error names the option.
  const given: Agreed<unknown, Differences<AuthOptions<z.ZodObject>, z.input<typeof optionsSchema>>> = withPreset(
    options,
  );
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success) throw new SetupError(`createAuth: ${describe(parsed.error)}`);
  const resolved = withImpliedFields(parsed.data);
  const contradiction =
    contradictionOfSocialOnly(options) ??
    contradictionIn(resolved) ??
    weakCodeIn(resolved) ??
    contradictionOfPreset(resolved);
  if (contradiction !== null) throw new SetupError(`createAuth: ${contradiction}`);
  return resolved;
}

/** Signup asks for the identifiers that users log in with, unless the app configures otherwise. */
function withImpliedFields(parsed: ParsedOptions): ResolvedOptions {
  const { only } = parsed.social;
  const { signup } = parsed.account;
  const loginMethods = only ? [] : parsed.account.loginMethods;
  const isMethod = (method: LoginMethod) => loginMethods.includes(method);
  const phone = isMethod("phone") ? (loginMethods.length === 1 ? "required" : "optional") : "off";
  return {
    ...parsed,
    mfa: { ...parsed.mfa, passkeyLogin: parsed.mfa.passkeyLogin && !only },
    account: {
      ...parsed.account,
      loginMethods,
      codes: withFormats(parsed.account.codes, parsed.account.codeFormat),
      signup: {
        ...signup,
        password: only ? "off" : signup.password,
        email: signup.email ?? (isMethod("email") ? "required" : "optional"),
        username: signup.username ?? (isMethod("username") ? "required" : "off"),
        phone: signup.phone ?? phone,
      },
    },
  };
}

function describe(error: z.ZodError): string {
  return error.issues
    .flatMap((issue) => withinUnion(issue, []))
    .map(({ path, message }) => `${path.join(".") || "options"}: ${message}`)
    .join("; ");
}

/** For a union of which one member is a group of options, names the option of the group that is wrong. */
function withinUnion(
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
): { path: PropertyKey[]; message: string }[] {
  const path = [...above, ...issue.path];
  const group =
    issue.code === "invalid_union"
      ? issue.errors.find((issues) => issues.some((one) => one.path.length > 0 || one.code === "unrecognized_keys"))
      : undefined;
  return group === undefined ? [{ path, message: issue.message }] : group.flatMap((one) => withinUnion(one, path));
}
