import type { AuthErrorCode, AuthErrorData } from "@latchkey/server/types";

/** What an error says of authentication and input; undefined when it says nothing of either. */
export function authErrorOf(error: unknown): AuthErrorData | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const data: unknown = Reflect.get(error, "data");
  const auth: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "auth") : undefined;
  const isOurs = typeof auth === "object" && auth !== null && Array.isArray(Reflect.get(auth, "errors"));
  // The server's formatter writes `data.auth` whole or not at all.
  return isOurs ? (auth as AuthErrorData) : undefined;
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
