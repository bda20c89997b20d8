import { authErrorOf, isCancelled, PasskeyError } from "@latchkey/react";

/** A message, and the input that it concerns. */
export interface Problem {
  param?: string;
  message: string;
}

/** Any error: those of hooks, and those of TanStack, which have no name. */
export interface Failure {
  readonly message: string;
}

/** The messages of an error for users, with when to try again. */
export function problemsOf(error: Failure | null): Problem[] {
  // Users who cancel know that they did.
  if (error === null || isCancelled(error)) return [];
  if (error instanceof PasskeyError) return [{ message: error.message }];
  const auth = authErrorOf(error);
  if (auth === undefined) return [{ message: "Something went wrong, or the server could not be reached. Try again." }];
  const again = auth.retryAfter === undefined ? "" : ` You can try again in ${duration(auth.retryAfter)}.`;
  return auth.errors.map(({ param, message }) => ({
    ...(param === undefined ? {} : { param }),
    message: message + again,
  }));
}

/** Seconds, in words. */
function duration(seconds: number): string {
  const [amount, unit] = seconds < 90 ? [Math.ceil(seconds), "second"] : [Math.ceil(seconds / 60), "minute"];
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
