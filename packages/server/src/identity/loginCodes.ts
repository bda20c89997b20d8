import type { ResolvedOptions } from "../config/options.ts";
import type { MessageAllowance, MessageLimit } from "../engine/limits/limits.ts";
import { allowMessage } from "../engine/limits/messageAllowance.ts";
import type { Login } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { limitKey } from "./identifiers.ts";
import type { Contact } from "./ownership/ownership.ts";

/** Counts the codes to log in with, whether requested or required after another credential. */
export const LOGIN_CODE_LIMIT = "requestLoginCode" satisfies MessageLimit;

/** Whether the app requires a code after the credentials that a login has used. */
export function isCodeRequired(
  { methods, isSignup }: { methods: readonly Pick<Login["methods"][number], "method">[]; isSignup: boolean },
  { account }: ResolvedOptions,
): boolean {
  const { required } = account.loginByCode;
  const last = methods.at(-1);
  if (last?.method === "code" || required === false) return false;
  if (required === true) return true;
  if (required.length === 0) return false;
  return isSignup || last === undefined || required.some((method) => method === last.method);
}

/**
 * Counts the message of a login that requires a code: the code, or the message to the owner of a hidden contact.
 *
 * @throws AuthError `rate_limited` when too many went to this recipient
 */
export async function countLoginCode(request: AuthRequest, { via, recipient }: Contact): Promise<MessageAllowance> {
  const key = limitKey({ method: via, value: recipient });
  const allowance = await allowMessage(request, LOGIN_CODE_LIMIT, key, via === "phone" ? ["textMessage"] : []);
  if (allowance.retryAfter !== null) throw new AuthError("rate_limited", { retryAfter: allowance.retryAfter });
  return allowance;
}
