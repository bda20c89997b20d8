import type { RateLimitName } from "../../config/rateLimits.ts";
import { currentSession } from "../current.ts";
import type { AuthRequest } from "../request.ts";
import { emitEvent } from "../transaction.ts";
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
  let isTaken = !rateLimits.isOn;
  let clears = true;
  let release = () => {};
  const count = async (subject: LimitSubject, names: readonly RateLimitName[]) => {
    if (isTaken) return;
    isTaken = true;
    const user = rateLimits.asksForUser(names) ? ((await currentSession(request))?.user.id ?? null) : null;
    const { key = null } = subject;
    const message = key === null ? null : (subject.message ?? null);
    const counted = await takeOrWait(request, { names, guessed, by: { ip: request.ip, user, key, soft: message } });
    if (counted.blocked === null) {
      taken = counted;
      release = counted.begin(guessed);
      if (message !== null && key !== null) noteAllowance(request, { message, key, taken: counted });
      return;
    }
    taken = await exemption(request, { plan, taken: counted, subject });
    if (taken !== null) return;
    emitEvent(request, { type: "rate_limited", userId: user, detail: counted.blocked.name });
    throw refusalOf(counted.blocked, plan.guesses?.param);
  };
  return {
    keepCounters() {
      clears = false;
    },
    take: (subject) => count(subject, [...plan.volume, ...(subject.also ?? []), ...guessed]),
    takeVolume: () => count({}, plan.volume),
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
  for (;;) {
    const counted = await rateLimits.take(names, by, request.now);
    const { blocked } = counted;
    const left = until - performance.now();
    const isGuess = blocked !== null && guessed.includes(blocked.name) && names.includes(blocked.name);
    if (!isGuess || left <= 0 || request.signal?.aborted || !rateLimits.underWay.mayWait(blocked.counter))
      return counted;
    const ended = rateLimits.underWay.wait(blocked.counter, left);
    await counted.giveAllBack();
    await ended;
  }
}

/** Keeps the count for a message, for the code that will send it. */
function noteAllowance(
  request: AuthRequest,
  { message, key, taken }: { message: MessageLimit; key: string; taken: Taken },
): void {
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
  const isLockedOut = blocked !== null && names.includes(blocked.name) && blocked.scope === "key";
  if (!isLockedOut || subject.exempt === undefined) return null;
  const key = await subject.exempt();
  if (key === null) return null;
  const own = await request.runtime.rateLimits.take(names, { ip: request.ip, key }, request.now);
  return own.blocked === null ? own : null;
}
