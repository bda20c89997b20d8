import type { RateLimitName } from "../../config/rateLimits.ts";
import type { ChallengeAction } from "../../wire/errors.ts";
import { currentSession } from "../current.ts";
import type { AuthRequest } from "../request.ts";
import { emitEvent } from "../transaction.ts";
import { refusedByChallenge } from "./challenge.ts";
import type { CallLimits, LimitPlan, LimitSubject, MessageLimit } from "./limits.ts";
import { type RateLimits, refusalOf, type Taken } from "./rateLimit.ts";

/** The limits of a call, to be settled by its outcome. */
export interface OpenLimits extends CallLimits {
  /** Counts a call that did not reach the point of guessing. */
  takeVolume(): Promise<void>;
  /** @param code why the call failed; null when it succeeded */
  settle(code: string | null): Promise<void>;
  /** Wakes the calls that wait for the outcome of this call's guess. */
  release(): void;
}

export function openLimits(request: AuthRequest, plan: LimitPlan): OpenLimits {
  const { rateLimits } = request.runtime;
  const guessed = plan.guesses?.names ?? [];
  let taken: Taken | null = null;
  let isTaken = false;
  let clears = true;
  let release = () => {};
  const count = async (subject: LimitSubject, names: readonly RateLimitName[]): Promise<Taken | null> => {
    isTaken = true;
    if (!rateLimits.isOn) return null;
    const user = rateLimits.asksForUser(names) ? ((await currentSession(request))?.user.id ?? null) : null;
    const { key = null } = subject;
    const counted = await takeOrWait(request, {
      names,
      guessed,
      by: { ip: request.ip, user, key, soft: messageOf(subject), guessed },
    });
    const { blocked } = counted;
    if (blocked === null) {
      // From here on others wait for the outcome, instead of being refused for a guess that is given back.
      release = counted.release;
      return counted;
    }
    taken = await exemption(request, { plan, taken: counted, subject });
    if (taken !== null) return null;
    emitEvent(request, { type: "rate_limited", userId: user, detail: blocked.name });
    throw refusalOf(blocked, plan.guesses?.param);
  };
  const take = async (subject: LimitSubject): Promise<void> => {
    if (isTaken) return;
    const counted = await count(subject, [...plan.volume, ...(subject.also ?? []), ...guessed]);
    // The owner's own browser, which was counted separately.
    if (taken !== null) return;
    if (plan.challenge !== undefined) await passChallenge(request, { plan, action: plan.challenge, counted, subject });
    if (counted === null) return;
    taken = counted;
    noteAllowance(request, subject, counted);
  };
  return {
    keepCounters() {
      clears = false;
    },
    failures: () => taken?.earlier(guessed) ?? 0,
    take,
    async takeVolume() {
      if (isTaken) return;
      taken = await count({}, plan.volume);
    },
    release: () => release(),
    async settle(code) {
      const { allowance } = request.memo;
      delete request.memo.allowance;
      await allowance?.giveBack();
      if (taken === null || guessed.length === 0) return;
      if (code === null && !clears) return;
      if (code === null) await taken.succeeded(guessed);
      else if (!(plan.guesses?.errors.some((known) => known === code) ?? false)) await taken.giveBack(guessed);
    },
  };
}

/** Milliseconds for which a call waits for guesses in progress. */
const PATIENCE = 10_000;
/** How often a call asks the store again at once. Others may end guesses all the time; the call goes on to wait its turn. */
const RETRIES = 3;

/** Counts a call. Where guesses in progress have used a counter up, it waits for them: they may prove right. */
async function takeOrWait(
  request: AuthRequest,
  {
    names,
    guessed,
    by,
  }: { names: readonly RateLimitName[]; guessed: readonly RateLimitName[]; by: Parameters<RateLimits["take"]>[1] },
): Promise<Taken> {
  const { rateLimits } = request.runtime;
  const until = performance.now() + PATIENCE;
  for (let retries = 0; ; ) {
    const counted = await rateLimits.take(names, by, request.now);
    const { blocked } = counted;
    if (blocked === null) return counted;
    const mayHaveRoom = (await counted.mayHaveRoom()) && retries < RETRIES;
    if (mayHaveRoom) retries += 1;
    const left = until - performance.now();
    const isGuess = guessed.includes(blocked.name) && names.includes(blocked.name);
    if (!isGuess || left <= 0 || request.signal?.aborted) return counted;
    if (!mayHaveRoom && !rateLimits.underWay.mayWait(blocked.counter)) return counted;
    const ended = mayHaveRoom ? null : rateLimits.underWay.wait(blocked.counter, left);
    await counted.giveAllBack();
    await ended;
  }
}

/** What is counted for the message that the call will want to send. */
function messageOf({ key = null, message = null }: LimitSubject): MessageLimit | null {
  return key === null ? null : message;
}

/**
 * Refuses a call that has not solved its challenge. It has not guessed, nor sent anything; whether it counts as a call
 * depends on what it cost.
 *
 * @throws AuthError `challenge_required`, `temporarily_unavailable`
 */
async function passChallenge(
  request: AuthRequest,
  {
    plan,
    action,
    counted,
    subject,
  }: { plan: LimitPlan; action: ChallengeAction; counted: Taken | null; subject: LimitSubject },
): Promise<void> {
  const isSuspicious = counted?.isHalfUsed ?? false;
  const refusal = await refusedByChallenge(request, { action, isSuspicious, exempt: subject.exempt }).catch(
    async (error: unknown) => {
      await counted?.giveAllBack();
      throw error;
    },
  );
  if (refusal === null) return;
  const message = messageOf(subject);
  const uncounted = [...(plan.guesses?.names ?? []), ...(message === null ? [] : [message])];
  if (!refusal.counts) {
    await counted?.giveAllBack();
    // Each challenge costs the server something: a bot that solves none must not ask for any number of them.
    const { rateLimits, now, ip } = { ...request, ...request.runtime };
    const { blocked } = await rateLimits.take(["challenge"], { ip }, now);
    if (blocked !== null) throw refusalOf(blocked);
  } else if (uncounted.length > 0) await counted?.giveBack(uncounted);
  throw refusal.error;
}

/** Keeps the count for a message, for the code that will send it. */
function noteAllowance(request: AuthRequest, subject: LimitSubject, taken: Taken): void {
  const [message, key] = [messageOf(subject), subject.key ?? null];
  if (message === null || key === null) return;
  const retryAfter = taken.softlyBlocked?.retryAfter ?? null;
  request.memo.allowance = { limit: message, key, retryAfter, giveBack: () => taken.giveBack([message]) };
}

/** A user who is known by other means is counted separately, so that a stranger's guesses do not lock them out. */
async function exemption(
  request: AuthRequest,
  { plan, taken, subject }: { plan: LimitPlan; taken: Taken; subject: LimitSubject },
): Promise<Taken | null> {
  const { blocked } = taken;
  const names = plan.guesses?.names ?? [];
  const isLockedOut = blocked !== null && names.includes(blocked.name) && blocked.scope !== "user";
  if (!isLockedOut || subject.exempt === undefined) return null;
  const key = await subject.exempt();
  if (key === null) return null;
  // Others in the same network may have used up its share.
  const ip = blocked.scope === "ip" ? null : request.ip;
  const own = await request.runtime.rateLimits.take(names, { ip, key }, request.now);
  return own.blocked === null ? own : null;
}
