import type { RateLimitName } from "../../config/rateLimits.ts";
import type { AuthRequest } from "../request.ts";
import { emitEvent } from "../transaction.ts";
import type { MessageAllowance, MessageLimit } from "./limits.ts";

/**
 * Counts one message to a recipient, unless the call's own limits have already counted it in their round trip.
 *
 * @param also further limits that count it; the call's own limits name no message that has any
 */
export async function allowMessage(
  request: AuthRequest,
  limit: MessageLimit,
  key: string,
  also: readonly RateLimitName[] = [],
): Promise<MessageAllowance> {
  const { allowance } = request.memo;
  if (allowance !== undefined && allowance.limit === limit && allowance.key === key) {
    // From here on, the caller is responsible for the count.
    delete request.memo.allowance;
    if (allowance.retryAfter !== null) noteLimit(request, limit);
    return allowance;
  }
  const { rateLimits } = request.runtime;
  if (!rateLimits.isOn) return { limit, key, retryAfter: null, giveBack: async () => {} };
  const names: RateLimitName[] = [limit, ...also];
  const taken = await rateLimits.take(names, { ip: request.ip, key }, request.now);
  if (taken.blocked !== null) noteLimit(request, taken.blocked.name);
  return { limit, key, retryAfter: taken.blocked?.retryAfter ?? null, giveBack: () => taken.giveBack(names) };
}

function noteLimit(request: AuthRequest, detail: RateLimitName): void {
  emitEvent(request, { type: "rate_limited", userId: null, detail });
}

/** Runs the sending of a counted message. If it fails, the message was not sent and is no longer counted. */
export async function withAllowance<Result>(
  { giveBack }: MessageAllowance,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await giveBack();
    throw error;
  }
}
