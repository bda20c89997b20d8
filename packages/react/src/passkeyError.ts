/** Why a passkey was not used, as far as the browser reveals: it does not say whether the user cancelled or has none. */
export type PasskeyProblem =
  | "cancelled"
  | "already_registered"
  | "not_allowed_here"
  | "not_supported"
  | "not_accepted"
  | "failed";

/** A passkey was not used; `message` explains why to the user. */
export class PasskeyError extends Error {
  override readonly name = "PasskeyError";
  readonly reason: PasskeyProblem;

  constructor(reason: PasskeyProblem, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}
