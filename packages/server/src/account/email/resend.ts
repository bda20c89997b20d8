import { reissueCode } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireFlow } from "../../engine/current.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import { restoreLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { accountBehind } from "../../engine/resume.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { withMovedEmail } from "../../identity/ownership/ownership.ts";
import { belongsToSomebody } from "../../identity/signup/belongsToSomebody.ts";
import { countMail, storeNoKey, verificationCode, verificationLink } from "../../identity/verificationMail.ts";
import { AuthError } from "../../lib/authError.ts";
import { NO_MESSAGE } from "../../messages/outbox.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

/**
 * Sends the link or a new code for the pending address; the previous code no longer works. Attempts and expiry are
 * unchanged.
 *
 * Where there is no account, the response is the same and nothing is sent.
 *
 * @throws AuthError `no_pending_flow` also when the resends are used up, `rate_limited`
 */
export async function resendEmail(request: AuthRequest): Promise<AuthState> {
  const flow = await requireFlow(request, "verify_email");
  const { email } = verifyEmailState.parse(flow.state);
  const { resends } = request.runtime.options.account.codes.emailVerification;
  if (flow.resends >= resends) throw new AuthError("no_pending_flow");
  const allowance = await countMail(request, email);
  await withAllowance(allowance, () =>
    inTransaction(request, async (transaction) => {
      const codeHash = await sendAgain(request, { flow, email }, transaction);
      const { id, step } = flow;
      const counter = { id, step, count: "resends", max: resends, seen: flow, now: request.now } as const;
      if ((await reissueCode(transaction.tx, { ...counter, codeHash })) === null)
        throw new AuthError("no_pending_flow");
    }),
  );
  invalidateReads(request);
  return authState(request);
}

/** @returns the MAC of the new code; null in a flow without one */
async function sendAgain(
  request: AuthRequest,
  { flow, email }: { flow: FlowRow; email: string },
  transaction: AuthTransaction,
): Promise<string | null> {
  const { tx } = transaction;
  const account = await accountBehind(tx, flow);
  const isByCode = request.runtime.options.account.emailVerificationBy === "code";
  const login = flow.login === null ? null : restoreLogin(flow.login, flow.id, account);
  const owner = account ?? login?.hiddenAccount ?? null;
  if (isByCode) {
    // A flow whose code can never be right remains so: its address is taken.
    const isReal = owner !== null && flow.codeHash !== null;
    const { message, codeHash } = verificationCode(request, { flowId: flow.id, address: email, account: owner });
    transaction.send(isReal ? message : NO_MESSAGE);
    return isReal ? codeHash : null;
  }
  const moved = owner === null ? null : withMovedEmail(owner, login?.email ?? null, email);
  const row = moved?.emails.find(({ address }) => address === email);
  const isSignups = owner?.emails.some(({ address }) => address === email) ?? false;
  const asking =
    owner === null ? undefined : { id: owner.user.id, ...(isSignups ? { since: owner.user.createdAt } : {}) };
  const isTaken = await belongsToSomebody(tx, { via: "email", recipient: email }, asking);
  if (moved === null || row === undefined || isTaken) {
    await storeNoKey(request, tx);
    transaction.send(NO_MESSAGE);
    return null;
  }
  const { message, store } = verificationLink(request, { account: moved, isHidden: account === null }, row);
  await store(tx);
  transaction.send(message);
  return null;
}
