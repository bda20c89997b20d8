/** Where rate limits may be counted instead of the database. */
export { memoryRateLimitStore } from "./ports/rateLimitStore/memory.ts";
export type { RateLimitState, RateLimitStore, RateLimitTake } from "./ports/rateLimitStore/rateLimitStore.ts";
export { type RedisClient, type RedisRateLimitOptions, redisRateLimitStore } from "./ports/rateLimitStore/redis.ts";
