import type { RateLimitName } from "../../config/rateLimits.ts";
import type { AuthErrorCode } from "../../wire/errors.ts";

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
  /** Null: it may. Otherwise the seconds after which it may again. */
  retryAfter: number | null;
  /** Takes the count back when nothing was sent after all. */
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
   * The call is counted by what it looks up, so the use case counts it, where it does that (`request.limits.take`). A
   * call that does not come so far is counted by the rest.
   */
  isKeyed?: true;
}

/** What the use case knows of whom its call is counted for. */
export interface LimitSubject {
  /** What limits of scope "key" count by: what is looked up, in the form in which it is looked up. */
  key?: string | null;
  /** Further limits on how often. */
  also?: readonly RateLimitName[];
  /** A message that the call will want to send to its key: counted in the same round trip, but it refuses nothing. */
  message?: MessageLimit | null;
  /** What guesses count by instead, for somebody whom strangers must not be able to lock out. */
  exempt?(): Promise<string | null>;
}

/** The limits of one call. */
export interface CallLimits {
  /**
   * Counts the call against all its limits, in one round trip.
   *
   * @throws AuthError `rate_limited`, or `too_many_login_attempts` where guesses are counted
   */
  take(subject: LimitSubject): Promise<void>;
  /** What the call guessed at is not verified to be its account's own: a success must clear nothing of its counters. */
  keepCounters(): void;
}

/** For calls without limits. */
export const NO_LIMITS: CallLimits = { take: async () => {}, keepCounters: () => {} };
