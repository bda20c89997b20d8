import type { ResolvedOptions } from "../config/options.ts";
import { type Identifier, normalizeIdentifier } from "../identity/identifiers.ts";
import type { AuthProblem } from "../lib/authError.ts";
import type { AuthErrorCode } from "../wire/errors.ts";
import type { LoginMethod } from "../wire/session.ts";

/** The errors for a wrong password. */
export const MISMATCH = {
  email: "email_password_mismatch",
  username: "username_password_mismatch",
  phone: "phone_password_mismatch",
} as const satisfies Record<LoginMethod, AuthErrorCode>;

/** The raw input, perhaps not even text. */
export type Typed = { [Method in LoginMethod]?: string | undefined };

/** The one identifier of a login, or its problem: limits count what is looked up. */
export function readIdentifier({ account }: ResolvedOptions, input: Typed): Identifier | AuthProblem {
  const { loginMethods } = account;
  const given = (["email", "username", "phone"] as const).filter((method) => input[method] !== undefined);
  const [typed] = given;
  const [only] = loginMethods;
  if (given.length > 1) return { code: "invalid_login" };
  if (typed === undefined || !loginMethods.includes(typed)) {
    const isSole = only !== undefined && loginMethods.length === 1;
    return isSole ? { code: "required", param: only } : { code: "invalid_login" };
  }
  const value = input[typed] ?? "";
  // Read before the fields are validated, so it may be anything.
  if (typeof value !== "string") return { code: "invalid", param: typed };
  // Users also enter their address where a username is requested; usernames never contain @.
  const method = typed === "username" && value.includes("@") && loginMethods.includes("email") ? "email" : typed;
  const identifier = normalizeIdentifier(method, value);
  if (identifier !== null) return identifier;
  if (value.trim() === "") return { code: "required", param: typed };
  return method === "username" ? { code: MISMATCH.username, param: "password" } : { code: "invalid", param: typed };
}
