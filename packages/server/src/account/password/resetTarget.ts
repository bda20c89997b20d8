import { type Account, findAccountById } from "../../db/accounts.ts";
import type { FlowRow } from "../../db/flows.ts";
import { findOneTimeKey } from "../../db/oneTimeKeys.ts";
import { answerCode } from "../../engine/attempts.ts";
import type { Change } from "../../engine/change.ts";
import { findFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { proveContact } from "../../identity/prove.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import { hashToken, isTokenShaped } from "../../lib/token.ts";
import { type PasswordResetState, passwordResetState } from "./passwordResetByCode.step.ts";

/** What a reset is about: the account behind a link, or the flow that waits for a code. */
export type ResetTarget =
  | { by: "link"; account: Account; keyHash: string; address: string }
  | { by: "code"; account: Account | null; flow: FlowRow; state: PasswordResetState };

/**
 * Finds what a key or code would reset. Uses nothing up.
 *
 * @throws AuthError `invalid_password_reset` (link), `no_pending_flow` (code); param `key`
 */
export async function findResetTarget(request: AuthRequest, key: string): Promise<ResetTarget> {
  const { database, options } = request.runtime;
  const flow = await findFlow(request, "password_reset_by_code");
  if (flow !== null && !isTokenShaped(key)) {
    const account = flow.userId === null ? null : await findAccountById(database, flow.userId);
    return { by: "code", account, flow, state: passwordResetState.parse(flow.state) };
  }
  if (options.account.passwordResetBy === "code") throw new AuthError("no_pending_flow");
  const keyHash = hashToken(key);
  const row = await findOneTimeKey(database, { keyHash, purpose: "password_reset", now: request.now });
  const account = row === null ? null : await findAccountById(database, row.userId);
  const address = account?.emails.find(({ id }) => id === row?.emailAddressId)?.address;
  if (account === null || address === undefined || !account.user.isActive)
    throw new AuthError("invalid_password_reset", { param: "key" });
  return { by: "link", account, keyHash, address };
}

/**
 * Counts and compares the code of a reset, and proves the address or number that it was sent to.
 *
 * @returns the refusal to return from the transaction; null when the code was right
 */
export async function answerResetCode(
  request: AuthRequest,
  { target, key }: { target: Extract<ResetTarget, { by: "code" }>; key: string },
  within: Change,
): Promise<Refusal | null> {
  const { flow, account, state } = target;
  const { attempts } = request.runtime.options.account.codes.passwordReset;
  const rejected = "password_reset_code_rejected";
  const refusal = await answerCode(request, { flow, code: key, param: "key", maxAttempts: attempts, rejected }, within);
  if (refusal !== null) return refusal;
  const isProved = account !== null && (await proveContact(request, { account, contact: state }, within));
  return isProved ? null : new Refusal(new AuthError("incorrect_code", { param: "key" }));
}
