import { adoptFlow } from "../../db/flows.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { viewAccount } from "../../engine/view.ts";
import { hasVerified, ownerShowsUp } from "../../identity/ownership/ownership.ts";
import { applyTakeover } from "../../identity/ownership/showUp.ts";
import { AuthError } from "../../lib/authError.ts";
import { later } from "../../lib/instants.ts";
import type { PasswordKeyInfo } from "../../wire/account.ts";
import { answerResetCode, type CodeTarget, countResetCode, findResetTarget, makeTarget } from "./resetTarget.ts";

/**
 * Which account's password a key would set. A right code is recorded and verifies its address or number, and the time
 * to choose a password begins; a wrong one is counted.
 *
 * @throws AuthError `invalid_password_reset` (link), `incorrect_code`, `no_pending_flow` (code); param `key`
 */
export async function checkPasswordKey(request: AuthRequest, { key }: { key: string }): Promise<PasswordKeyInfo> {
  const target = await findResetTarget(request, key);
  await countResetCode(request, target);
  const { account } = target;
  if (target.by === "code") await confirmResetCode(request, target, key);
  if (account === null) throw new AuthError("incorrect_code", { param: "key" });
  const { display, email } = viewAccount(account);
  return { user: { display, email } };
}

/**
 * Records a right code. In an account that nobody had verified, whatever a stranger may have prepared is removed now.
 */
async function confirmResetCode(request: AuthRequest, target: CodeTarget, key: string): Promise<void> {
  const { flow, state, account, hiddenAccount } = target;
  const { lifetime } = request.runtime.options.account.codes.passwordReset;
  const takeover =
    account === null || hasVerified(account, state)
      ? null
      : ownerShowsUp(account, { contact: state, by: "reset", at: request.now });
  await inTransaction(request, async (transaction) => {
    const refusal = await answerResetCode(request, { target, key }, transaction);
    if (refusal !== null) return refusal;
    const expiresAt = state.confirmed ? flow.expiresAt : later(request.now, lifetime);
    const isMade = hiddenAccount !== null && takeover !== null;
    if (isMade) await makeTarget(request, target, transaction);
    await adoptFlow(transaction.tx, flow.id, {
      state: { ...state, confirmed: true, draft: isMade ? null : state.draft },
      expiresAt,
      ...(isMade ? { userId: hiddenAccount.user.id, userVersion: hiddenAccount.user.version } : {}),
    });
    transaction.afterCommit(() => invalidateReads(request));
    if (account === null || takeover === null) return;
    const showing = { account, contact: state, takeover, keptFlowId: flow.id };
    if (!(await applyTakeover(request, showing, transaction))) throw new AuthError("incorrect_code", { param: "key" });
  });
}
