import { stagesOf } from "./memory.ts";
import type { RateLimitState, RateLimitStore } from "./rateLimitStore.ts";

/** What of a Redis client is used; ioredis fits as it is. */
export interface RedisClient {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

export interface RedisRateLimitOptions {
  /** Prefix of the keys [latchkey:]. */
  prefix?: string;
  /** How long to wait for Redis, in milliseconds [500]. */
  timeout?: number;
  /** What happens while Redis does not answer: calls fail, or are counted by another store ["closed"]. */
  whenDown?: "closed" | RateLimitStore;
}

/** Windows are told by the app's clock, so each counter holds its own end; Redis' expiry only tidies up. */
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
  if resets <= now then used = 0; resets = now + window end
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

/** Counts in Redis, for several processes: one script for all limits of a call, so that calls at once are counted apart. */
export function redisRateLimitStore(
  client: RedisClient,
  { prefix = "latchkey:", timeout = 500, whenDown = "closed" }: RedisRateLimitOptions = {},
): RateLimitStore {
  const within = async <Result>(work: Promise<Result>): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("Redis did not answer in time")), timeout);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  };
  const orElse = <Result>(work: Promise<Result>, other: (store: RateLimitStore) => Promise<Result>): Promise<Result> =>
    within(work).catch((error: unknown) => {
      if (whenDown === "closed") throw error;
      return other(whenDown);
    });
  return {
    take(takes, now) {
      const ordered = stagesOf(takes).flat();
      const keys = ordered.map(({ key }) => prefix + key);
      const rules = ordered.flatMap(({ windowSeconds, limit, stage }) => [windowSeconds * 1000, limit, stage ?? 0]);
      const counted = client.eval(TAKE, keys.length, ...keys, now.getTime(), ...rules).then((answer) =>
        statesOf(
          answer,
          ordered.map(({ key }) => key),
        ),
      );
      return orElse(counted, (store) => store.take(takes, now));
    },
    async giveBack(change, now) {
      const keys = [...change.keys, ...change.cleared].map((key) => prefix + key);
      if (keys.length === 0) return;
      const done = client.eval(GIVE_BACK, keys.length, ...keys, change.keys.length).then(() => {});
      await orElse(done, (store) => store.giveBack(change, now));
    },
  };
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
