import type { RateLimitName } from "../config/rateLimits.ts";
import type { AuthRequest } from "./request.ts";

/** Limits on what is sent to one address or number. */
export type MessageLimit = Extract<RateLimitName, "confirmEmail" | "confirmEmailCode" | "verifyPhone">;

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

/** Counts one message to a recipient, unless the call's own limits counted it in their round trip already. */
export async function allowMessage(request: AuthRequest, limit: MessageLimit, key: string): Promise<MessageAllowance> {
  const { allowance } = request.memo;
  if (allowance !== undefined && allowance.limit === limit && allowance.key === key) {
    // Whoever sends the message answers for the count from here on.
    delete request.memo.allowance;
    return allowance;
  }
  const { rateLimits } = request.runtime;
  if (!rateLimits.isOn) return { limit, key, retryAfter: null, giveBack: async () => {} };
  const names: RateLimitName[] = limit === "verifyPhone" ? [limit, "textMessage"] : [limit];
  const taken = await rateLimits.take(names, { ip: request.ip, key }, request.now);
  return { limit, key, retryAfter: taken.blocked?.retryAfter ?? null, giveBack: () => taken.giveBack(names) };
}
