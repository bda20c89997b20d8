import type { RateLimitName } from "../config/rateLimits.ts";
import type { AuthErrorCode } from "../wire/errors.ts";
import { emitEvent } from "./change.ts";
import { currentSession } from "./current.ts";
import type { MessageLimit } from "./messageAllowance.ts";
import { refusalOf, type Taken } from "./rateLimit.ts";
import type { AuthRequest } from "./request.ts";

/** Which limits a procedure counts against. */
export interface LimitPlan {
  /** Limits on how often the procedure may be called. */
  volume: readonly RateLimitName[];
  /** A limit on wrong guesses: it counts only calls that end in one of `errors`. */
  guesses?: {
    name: RateLimitName;
    /** A second limit on the same guesses, over a longer time. */
    also?: RateLimitName;
    errors: readonly AuthErrorCode[];
    /** The input field that the refusal names. */
    param?: string;
    /** What the limit counts by instead, for somebody whom strangers must not be able to lock out. */
    exempt?(request: AuthRequest, rawInput: unknown): Promise<string | null>;
  };
  /** A message that the call will want to send to its key: counted in the same round trip, but it refuses nothing. */
  message?(request: AuthRequest): MessageLimit | null;
  /** What limits of scope "key" count by, read leniently from input that is not validated yet. */
  key?(rawInput: unknown): string | null;
  /** The same, where it is not the input that tells: the user behind the pending login, say. */
  subject?(request: AuthRequest): Promise<string | null>;
}

/** Limits that were counted for a call, to be settled by how it ended. */
export interface TakenLimits {
  /** @param code why the call failed; null when it succeeded */
  settle(code: string | null): Promise<void>;
}

const NOTHING_TAKEN: TakenLimits = { settle: async () => {} };

/**
 * Counts a call against all its limits, in one round trip.
 *
 * @throws AuthError `rate_limited`, or `too_many_login_attempts` where guesses are counted
 */
export async function takeLimits(request: AuthRequest, plan: LimitPlan, rawInput: unknown): Promise<TakenLimits> {
  const { rateLimits } = request.runtime;
  if (!rateLimits.isOn) return NOTHING_TAKEN;
  const names = [...plan.volume, ...guessLimits(plan)];
  const user = rateLimits.asksForUser(names) ? ((await currentSession(request))?.user.id ?? null) : null;
  const key = plan.key?.(rawInput) ?? (await plan.subject?.(request)) ?? null;
  const message = key === null ? null : (plan.message?.(request) ?? null);
  const taken = await rateLimits.take(names, { ip: request.ip, user, key, soft: message }, request.now);
  if (message !== null && key !== null && taken.blocked === null) noteAllowance(request, { message, key, taken });
  if (taken.blocked === null) return settleable(request, taken, plan);
  const exempt = await exemption(request, plan, { taken, rawInput });
  if (exempt !== null) return settleable(request, exempt, plan);
  emitEvent(request, { type: "rate_limited", userId: user, detail: taken.blocked.name });
  throw refusalOf(taken.blocked, plan.guesses?.param);
}

function guessLimits({ guesses }: LimitPlan): RateLimitName[] {
  if (guesses === undefined) return [];
  return guesses.also === undefined ? [guesses.name] : [guesses.name, guesses.also];
}

/** What was counted for a message is there for whoever comes to send it. */
function noteAllowance(
  request: AuthRequest,
  { message, key, taken }: { message: MessageLimit; key: string; taken: Taken },
): void {
  const retryAfter = taken.softlyBlocked?.retryAfter ?? null;
  request.memo.allowance = { limit: message, key, retryAfter, giveBack: () => taken.giveBack([message]) };
}

/** Somebody who is known by other means is counted on their own, so that a stranger's guesses do not lock them out. */
async function exemption(
  request: AuthRequest,
  { guesses }: LimitPlan,
  { taken, rawInput }: { taken: Taken; rawInput: unknown },
): Promise<Taken | null> {
  const isLockedOut = taken.blocked?.name === guesses?.name && taken.blocked?.scope === "key";
  if (!isLockedOut || guesses?.exempt === undefined) return null;
  const key = await guesses.exempt(request, rawInput);
  if (key === null) return null;
  const own = await request.runtime.rateLimits.take([guesses.name], { ip: request.ip, key }, request.now);
  return own.blocked === null ? own : null;
}

function settleable(request: AuthRequest, taken: Taken, plan: LimitPlan): TakenLimits {
  const { guesses } = plan;
  const isGuess = (code: string) => guesses?.errors.some((known) => known === code) ?? false;
  return {
    async settle(code) {
      const { allowance } = request.memo;
      delete request.memo.allowance;
      await allowance?.giveBack();
      if (guesses === undefined) return;
      if (code === null) await taken.succeeded(guessLimits(plan));
      else if (!isGuess(code)) await taken.giveBack(guessLimits(plan));
    },
  };
}
