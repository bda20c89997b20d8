import type { AuthErrorCode } from "../wire/errors.ts";
import type { Flow } from "../wire/flow.ts";
import type { SocialProcess } from "../wire/social.ts";
import { withoutParameters } from "./withoutParameters.ts";

/** One problem. Its message for users is in the error table. */
export interface AuthProblem {
  code: AuthErrorCode;
  /** The input field it concerns; absent if it concerns the whole call. */
  param?: string;
}

export interface AuthErrorDetails {
  param?: string;
  /** Seconds to wait before trying again. */
  retryAfter?: number;
  /** How to reauthenticate, for `reauthentication_required`. */
  flows?: Flow[];
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
  readonly journey: Journey | undefined;

  constructor(code: AuthErrorCode | [AuthProblem, ...AuthProblem[]], details: AuthErrorDetails = {}) {
    const problems: [AuthProblem, ...AuthProblem[]] =
      typeof code === "string" ? [details.param === undefined ? { code } : { code, param: details.param }] : code;
    super(problems[0].code, details.cause === undefined ? undefined : { cause: withoutParameters(details.cause) });
    this.problems = problems;
    this.retryAfter = details.retryAfter;
    this.flows = details.flows;
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
