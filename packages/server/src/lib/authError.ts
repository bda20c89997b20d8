import type { AuthErrorCode, Challenge } from "../wire/errors.ts";
import type { Flow } from "../wire/flow.ts";
import type { SocialProcess } from "../wire/social.ts";
import { withoutParameters } from "./withoutParameters.ts";

/** One problem. */
export interface AuthProblem {
  code: AuthErrorCode;
  /** Plain text for users [that of the code, in the error table]. Never contains a secret, an address or a number. */
  message?: string;
  /** The input field it concerns; absent if it concerns the whole call. */
  param?: string;
}

export interface AuthErrorDetails {
  param?: string;
  /** Plain text for users, in place of the code's own: for refusals by the app's hooks and stages. */
  message?: string;
  /** Seconds to wait before trying again. */
  retryAfter?: number;
  /** How to reauthenticate, for `reauthentication_required`. */
  flows?: Flow[];
  /** What to solve, for `challenge_required`. */
  challenge?: Challenge;
  /** Without the values that were to be stored: an app may log the refusal with it. */
  cause?: unknown;
  journey?: Journey;
}

/** What a provider redirect was for. */
export interface Journey {
  process: SocialProcess;
  callbackUrl: string;
}

/** A refusal reported to the caller. Anything else that is thrown is an internal error, whose details are hidden. */
export class AuthError extends Error {
  override readonly name = "AuthError";
  readonly problems: readonly [AuthProblem, ...AuthProblem[]];
  readonly retryAfter: number | undefined;
  readonly flows: Flow[] | undefined;
  readonly challenge: Challenge | undefined;
  readonly journey: Journey | undefined;

  constructor(code: AuthErrorCode | [AuthProblem, ...AuthProblem[]], details: AuthErrorDetails = {}) {
    const problems: [AuthProblem, ...AuthProblem[]] = typeof code === "string" ? [problemOf(code, details)] : code;
    super(problems[0].code, details.cause === undefined ? undefined : { cause: withoutParameters(details.cause) });
    this.problems = problems;
    this.retryAfter = details.retryAfter;
    this.flows = details.flows;
    this.challenge = details.challenge;
    this.journey = details.journey;
  }

  /** The same refusal, at the end of a provider redirect. */
  on(journey: Journey): AuthError {
    const { problems, retryAfter, flows, cause } = this;
    return new AuthError([...problems], {
      cause,
      journey,
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(flows === undefined ? {} : { flows }),
    });
  }

  get code(): AuthErrorCode {
    return this.problems[0].code;
  }
}

function problemOf(code: AuthErrorCode, { param, message }: AuthErrorDetails): AuthProblem {
  return { code, ...(param === undefined ? {} : { param }), ...(message === undefined ? {} : { message }) };
}

/**
 * An internal error at the end of a provider redirect. Its details are hidden like any other's, but the front end must
 * know where to continue.
 */
export class FailedJourney extends Error {
  override readonly name = "FailedJourney";
  readonly journey: Journey;

  constructor(journey: Journey, cause: unknown) {
    super("the end of a provider redirect failed", { cause });
    this.journey = journey;
  }
}

/**
 * A refusal that must leave a trace, such as a counted attempt.
 *
 * A use case returns it from its transaction instead of throwing, since a throw would roll the trace back;
 * `transact` commits and then throws the error.
 */
export class Refusal {
  readonly error: AuthError;

  constructor(error: AuthError) {
    this.error = error;
  }
}

/** Seconds after which a call may be tried again, perhaps at a process of the newer version. */
const RETRY_AFTER = 5;

/** The refusal of what only a newer version can do, because it has stored what this one cannot read. */
export function newerVersionNeeded(): AuthError {
  return new AuthError("temporarily_unavailable", { retryAfter: RETRY_AFTER });
}
