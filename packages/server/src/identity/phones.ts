import { issueCode } from "../engine/attempts.ts";
import type { MessageAllowance } from "../engine/limits/limits.ts";
import { allowMessage } from "../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { normalizePhoneNumber } from "../lib/phoneNumber.ts";
import type { OutgoingMessage } from "../messages/outbox.ts";
import { limitKey } from "./identifiers.ts";

/** @throws AuthError `invalid`, param `phone` */
export function parsePhone(typed: string): string {
  const phone = normalizePhoneNumber(typed);
  if (phone === null) throw new AuthError("invalid", { param: "phone" });
  return phone;
}

/** A text message with a code that verifies a number within one flow. */
export function phoneCode(
  request: AuthRequest,
  { flowId, phone }: { flowId: string; phone: string },
): { message: OutgoingMessage; codeHash: string } {
  const { appName } = request.runtime.options;
  const { code, codeHash } = issueCode(request, { flowId, recipient: phone, use: "phoneVerification" });
  return {
    message: { kind: "sms", template: "verify_phone_code", to: phone, context: { appName, code, phone } },
    codeHash,
  };
}

/** The message to the owner of a number when someone signs up with it again. */
export function phoneExistsMessage({ runtime }: AuthRequest, phone: string): OutgoingMessage {
  const { appName, social } = runtime.options;
  const context = { appName, phone, ...(social.only ? { socialOnly: true as const } : {}) };
  return { kind: "sms", template: "account_already_exists", to: phone, context };
}

/** Counts a text message that verifies a number. @throws AuthError `rate_limited` when one was sent a moment ago */
export async function countSms(request: AuthRequest, phone: string): Promise<MessageAllowance> {
  const key = limitKey({ method: "phone", value: phone });
  const allowance = await allowMessage(request, "verifyPhone", key, ["textMessage"]);
  if (allowance.retryAfter !== null) throw new AuthError("rate_limited", { retryAfter: allowance.retryAfter });
  return allowance;
}
