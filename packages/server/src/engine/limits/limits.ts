import type { RateLimitName } from "../../config/rateLimits.ts";
import type { AuthErrorCode, ChallengeAction } from "../../wire/errors.ts";

/** Limits on what is sent to one address or number. */
export type MessageLimit = Extract<
  RateLimitName,
  "confirmEmail" | "confirmEmailCode" | "requestLoginCode" | "verifyPhone"
>;

/** Whether a message may be sent to a recipient now. */
export interface MessageAllowance {
  limit: MessageLimit;
  /** What the limit counted by. */
  key: string;
  /** Null: it may be sent. Otherwise the seconds after which one may be sent again. */
  retryAfter: number | null;
  /** Takes the count back if nothing was sent after all. */
  giveBack(): Promise<void>;
}

/** Which limits a procedure counts against. */
export interface LimitPlan {
  /** Limits on how often the procedure may be called. */
  volume: readonly RateLimitName[];
  /** A limit on wrong guesses: it counts only calls that end in one of `errors`. */
  guesses?: {
    names: readonly RateLimitName[];
    errors: readonly AuthErrorCode[];
    /** The input field that the refusal names. */
    param?: string;
  };
  /**
   * The call is counted by what it looks up, so the use case counts it at that point (`request.limits.take`). A call
   * that does not get there is counted by the other scopes.
   */
  isKeyed?: true;
  /** What a challenge protects, if the app wants one. */
  challenge?: ChallengeAction;
}

/** What a call is counted by, as far as only the use case knows it. */
export interface LimitSubject {
  /** The key of limits with scope "key": what is looked up, in the form in which it is looked up. */
  key?: string | null;
  /** Further limits on the frequency. */
  also?: readonly RateLimitName[];
  /**
   * A message that the call will want to send to its key: counted in the same round trip, without refusing the call.
   */
  message?: MessageLimit | null;
  /**
   * What guesses are counted by instead, for a user whom strangers must not be able to lock out; such a user solves no
   * challenge either.
   */
  exempt?(): Promise<string | null>;
}

/** The limits of one call. */
export interface CallLimits {
  /**
   * Counts the call against all its limits, in one round trip.
   *
   * @throws AuthError `rate_limited`, or `too_many_login_attempts` where guesses are counted; `challenge_required`
   */
  take(subject: LimitSubject): Promise<void>;
  /** The guess was not verified to belong to the account itself: a success must not clear its counters. */
  keepCounters(): void;
  /** How many wrong guesses about the same subject were counted before this call. */
  failures(): number;
}

/** For calls without limits. */
export const NO_LIMITS: CallLimits = { take: async () => {}, keepCounters: () => {}, failures: () => 0 };
