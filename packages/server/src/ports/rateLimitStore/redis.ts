import { CLOCK_DIFFERENCE } from "../clock.ts";
import { stagesOf } from "./memory.ts";
import type { RateLimitState, RateLimitStore } from "./rateLimitStore.ts";

/** The part of a Redis client that is used; ioredis has it. */
export interface RedisClient {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

export interface RedisRateLimitOptions {
  /** Prefix of the keys [latchkey:]. */
  prefix?: string;
  /** How long to wait for Redis, in milliseconds [500]. */
  timeout?: number;
  /** What happens while Redis does not respond: calls fail, or are counted by another store ["closed"]. */
  whenDown?: "closed" | RateLimitStore;
  /** How long it is not called again after it did not respond, in seconds [5]. */
  retryAfter?: number;
}

/** Windows follow the app's clock, so each counter stores its own end; Redis' expiry only cleans up. */
const TAKE = `
local now = tonumber(ARGV[1])
local out = {}
local full = false
for i, key in ipairs(KEYS) do
  local window = tonumber(ARGV[3 * i - 1])
  local limit = tonumber(ARGV[3 * i])
  local stage = ARGV[3 * i + 1]
  if full and full ~= stage then break end
  local used = tonumber(redis.call('HGET', key, 'used') or '0')
  local resets = tonumber(redis.call('HGET', key, 'resets') or '0')
  if resets <= now or resets > now + window + ${CLOCK_DIFFERENCE * 1000} then used = 0; resets = now + window end
  used = used + 1
  if used <= limit then
    redis.call('HSET', key, 'used', used, 'resets', resets)
    redis.call('PEXPIRE', key, window)
  else
    full = stage
  end
  out[#out + 1] = used
  out[#out + 1] = tostring(resets)
end
return out`;

const GIVE_BACK = `
local count = tonumber(ARGV[1])
for i, key in ipairs(KEYS) do
  if i > count then redis.call('DEL', key)
  else
    local used = tonumber(redis.call('HGET', key, 'used') or '0')
    if used > 0 then redis.call('HSET', key, 'used', used - 1) end
  end
end
return 0`;

/**
 * Counts in Redis, for several processes: one script for all limits of a call, so that simultaneous calls are counted
 * separately.
 *
 * After a timeout, Redis is not called for a while, so that an outage delays one call and not each of them. Counts that
 * a client library sends late, when Redis is back, are then taken back: they belong to no call.
 */
export function redisRateLimitStore(
  client: RedisClient,
  { prefix = "latchkey:", timeout = 500, whenDown = "closed", retryAfter = 5 }: RedisRateLimitOptions = {},
): RateLimitStore {
  /** When it last did not respond; null since it has. */
  let failedAt: Date | null = null;
  /**
   * In both directions: a clock that is set back does not prolong an outage, and calls in progress are a little older.
   */
  const hasJustFailed = (now: Date) =>
    failedAt !== null && Math.abs(now.getTime() - failedAt.getTime()) < retryAfter * 1_000;
  let report = () => {};
  const ask = async <Result>(now: Date, work: () => Promise<Result>, onLate: () => void): Promise<Result> => {
    if (hasJustFailed(now)) throw new Error("Redis did not answer a moment ago");
    // While this call tries, the others still treat it as down.
    if (failedAt !== null) failedAt = now;
    try {
      const answer = await inTime(work(), timeout, onLate);
      failedAt = null;
      return answer;
    } catch (error) {
      if (failedAt === null && whenDown !== "closed") report();
      failedAt = now;
      throw error;
    }
  };
  const orElse = <Result>(work: Promise<Result>, other: (store: RateLimitStore) => Promise<Result>): Promise<Result> =>
    work.catch((error: unknown) => {
      if (whenDown === "closed") throw error;
      return other(whenDown);
    });
  const giveBack = async (keys: readonly string[], count: number): Promise<void> => {
    await client.eval(GIVE_BACK, keys.length, ...keys, count);
  };
  return {
    onTrouble(told) {
      report = told;
    },
    take(takes, now) {
      const ordered = stagesOf(takes).flat();
      const keys = ordered.map(({ key }) => prefix + key);
      const rules = ordered.flatMap(({ windowSeconds, limit, stage }) => [windowSeconds * 1000, limit, stage ?? 0]);
      const names = ordered.map(({ key }) => key);
      let isLate = false;
      const count = async () => {
        const states = statesOf(await client.eval(TAKE, keys.length, ...keys, now.getTime(), ...rules), names);
        if (isLate) await takeBack(states);
        return states;
      };
      const takeBack = async (states: readonly RateLimitState[]) => {
        const counted = states.filter(({ used }, index) => used <= (ordered[index]?.limit ?? 0));
        if (counted.length > 0)
          await giveBack(
            counted.map(({ key }) => prefix + key),
            counted.length,
          );
      };
      const late = () => {
        isLate = true;
      };
      return orElse(ask(now, count, late), (store) => store.take(takes, now));
    },
    async giveBack(change, now) {
      const keys = [...change.keys, ...change.cleared].map((key) => prefix + key);
      if (keys.length === 0) return;
      const done = ask(
        now,
        () => giveBack(keys, change.keys.length),
        () => {},
      );
      await orElse(done, (store) => store.giveBack(change, now));
    },
  };
}

/** @param onLate called when it did not respond in time; its later outcome is ignored */
function inTime<Result>(work: Promise<Result>, milliseconds: number, onLate: () => void): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      onLate();
      work.catch(() => {});
      reject(new Error("Redis did not answer in time"));
    }, milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function statesOf(answer: unknown, keys: readonly string[]): RateLimitState[] {
  if (!Array.isArray(answer) || answer.length === 0 || answer.length % 2 !== 0 || answer.length > keys.length * 2)
    throw new Error("Redis answered something unexpected");
  return keys.slice(0, answer.length / 2).map((key, index) => ({
    key,
    used: Number(answer[index * 2]),
    resetsAt: new Date(Number(answer[index * 2 + 1])),
  }));
}
