import { adoptFlow } from "../../db/flows.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inTransaction } from "../../engine/transaction.ts";
import type { TotpSetup } from "../../wire/mfa.ts";
import { assertProtectable } from "../factors.ts";
import { newTotpSetup } from "../totp/setup.ts";
import { holdEnrollment, requireEnrollment } from "./enrollFactor.ts";

/**
 * A new secret for the authenticator app that a login needs. It protects nothing until its first code is entered.
 *
 * @throws AuthError `no_pending_flow`, `not_enabled`, `unverified_email`
 */
export async function beginTotp(request: AuthRequest): Promise<TotpSetup> {
  const enrollment = await requireEnrollment(request);
  const { account, flow } = enrollment;
  assertProtectable(request, { emails: account.emails, type: "totp", isRequired: true });
  const { id, secretSealed, shown } = await newTotpSetup(request, account);
  await inTransaction(request, async (transaction) => {
    const state = await holdEnrollment(request, enrollment, transaction);
    await adoptFlow(transaction.tx, flow.id, { state: { ...state, setup: { id, secretSealed } } });
  });
  delete request.memo.flow;
  return shown;
}
