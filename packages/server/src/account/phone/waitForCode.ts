import type { FoundSession } from "../../db/sessions.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { openSessionFlow } from "../../engine/sessions/sessionFlow.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { countSms, phoneCode } from "../../identity/phones.ts";
import { AuthError } from "../../lib/authError.ts";

/**
 * Sends a code to a number and waits for it within the session.
 *
 * @param isStored whether it is the user's own already, and is only to be verified
 * @throws AuthError `same_as_current` when the user has verified it, `no_pending_flow` when it is no longer theirs, `rate_limited`
 */
export async function waitForCode(
  request: AuthRequest,
  current: FoundSession,
  { phone, isStored }: { phone: string; isStored: boolean },
): Promise<void> {
  const { options, random } = request.runtime;
  const id = random.uuid();
  const { message, codeHash } = phoneCode(request, { flowId: id, phone });
  const { lifetime } = options.account.codes.phoneVerification;
  const step = { id, step: "verify_phone", state: { phone, mayChange: false }, codeHash, lifetime } as const;
  await withAllowance(await countSms(request, phone), () =>
    inSessionTransaction(request, current, async (transaction, user) => {
      if (user.phone === phone && user.phoneVerifiedAt !== null)
        throw new AuthError("same_as_current", { param: "phone" });
      // Changed meanwhile: the code must not bring the former number back.
      if (isStored && user.phone !== phone) throw new AuthError("no_pending_flow");
      await openSessionFlow(request, { current, flow: { ...step, subject: user } }, transaction);
      transaction.send(message);
    }),
  );
}
