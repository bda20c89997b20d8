import { reissueCode } from "../../db/flows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { authState } from "../../engine/authState.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { currentSession, findFlow, requireFlow } from "../../engine/current.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { countSms, phoneCode } from "../../identity/phones.ts";
import { AuthError } from "../../lib/authError.ts";
import { NO_MESSAGE } from "../../messages/outbox.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyPhoneState } from "./verifyPhone.stage.ts";
import { waitForCode } from "./waitForCode.ts";

/**
 * Sends a new code to the pending number; the previous one no longer works. Attempts and expiry are unchanged. If the
 * number is taken, the response is the same and nothing is sent.
 *
 * Where the app has nobody verify numbers, a user can still verify theirs: the first code is sent as well.
 *
 * @throws AuthError `no_pending_flow` also when the resends are used up, `rate_limited`
 */
export async function resendPhoneCode(request: AuthRequest): Promise<AuthState> {
  const { phoneVerification, codes } = request.runtime.options.account;
  const current = phoneVerification === "none" ? await currentSession(request) : null;
  const number = await unverifiedNumber(request, current);
  if (current === null || number === null) await resend(request, codes.phoneVerification);
  else await waitForCode(request, current, { phone: number, isStored: true });
  invalidateReads(request);
  return authState(request);
}

async function resend(request: AuthRequest, { resends }: { resends: number }): Promise<void> {
  const flow = await requireFlow(request, "verify_phone");
  const { phone } = verifyPhoneState.parse(flow.state);
  if (flow.resends >= resends) throw new AuthError("no_pending_flow");
  const allowance = await countSms(request, phone);
  await withAllowance(allowance, () =>
    inTransaction(request, async (transaction) => {
      const { message, codeHash } = phoneCode(request, { flowId: flow.id, phone });
      const isReal = flow.codeHash !== null;
      const { id, step } = flow;
      const counter = { id, step, count: "resends", max: resends, seen: flow, now: request.now } as const;
      const reissued = await reissueCode(transaction.tx, { ...counter, codeHash: isReal ? codeHash : null });
      if (reissued === null) throw new AuthError("no_pending_flow");
      transaction.send(isReal ? message : NO_MESSAGE);
    }),
  );
}

/** The user's own number, where nothing waits for its code. */
async function unverifiedNumber(request: AuthRequest, current: FoundSession | null): Promise<string | null> {
  if (current === null || (await findFlow(request, "verify_phone")) !== null) return null;
  return current.user.phoneVerifiedAt === null ? current.user.phone : null;
}
