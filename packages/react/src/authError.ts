import type { AuthErrorCode, AuthErrorData } from "@latchkey/server/types";
import { memberOf } from "./memberOf.ts";

/** What an error says of authentication and input; undefined when it says nothing of either. */
export function authErrorOf(error: unknown): AuthErrorData | undefined {
  const auth = memberOf(memberOf(error, "data"), "auth");
  // tRPC's errors are typed by the app's router alone; the server's formatter writes `data.auth` whole or not at all.
  return Array.isArray(memberOf(auth, "errors")) ? (auth as AuthErrorData) : undefined;
}

/** Whether an error carries this code. */
export function hasCode(error: unknown, code: AuthErrorCode): boolean {
  return authErrorOf(error)?.errors.some((one) => one.code === code) ?? false;
}

/** Messages by input field, the first of each. */
export type FieldErrors = { readonly [field: string]: string };

export function fieldErrorsOf(error: unknown): FieldErrors {
  const fields: Record<string, string> = {};
  for (const { param, message } of authErrorOf(error)?.errors ?? []) {
    if (param !== undefined) fields[param] ??= message;
  }
  return fields;
}
