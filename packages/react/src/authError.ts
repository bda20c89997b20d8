import type { AuthErrorCode, AuthErrorData } from "@latchkey/server/types";
import { memberOf } from "./memberOf.ts";

/** The authentication and input errors in an error; undefined if it has none. */
export function authErrorOf(error: unknown): AuthErrorData | undefined {
  const auth = memberOf(memberOf(error, "data"), "auth");
  // tRPC types its errors only with the app's router; the server's formatter writes `data.auth` completely or not at all.
  return Array.isArray(memberOf(auth, "errors")) ? (auth as AuthErrorData) : undefined;
}

/** Whether an error has this code. */
export function hasCode(error: unknown, code: AuthErrorCode): boolean {
  return authErrorOf(error)?.errors.some((one) => one.code === code) ?? false;
}

/** The first message of each input field. */
export type FieldErrors = { readonly [field: string]: string };

export function fieldErrorsOf(error: unknown): FieldErrors {
  const fields: Record<string, string> = {};
  for (const { param, message } of authErrorOf(error)?.errors ?? []) {
    if (param !== undefined) fields[param] ??= message;
  }
  return fields;
}
