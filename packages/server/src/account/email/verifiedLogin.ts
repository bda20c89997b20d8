import type { AuthTransaction } from "../../engine/authTransaction.ts";
import type { Login } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep } from "../../engine/resume.ts";
import { withMovedEmail, withVerified } from "../../identity/ownership/ownership.ts";
import { verifyOwnContact } from "../../identity/ownership/showUp.ts";
import { afterHiddenStep, verifyHiddenContact } from "../../identity/signup/hiddenSignup.ts";
import { AuthError } from "../../lib/authError.ts";

interface GoingOn {
  /** The login once the address is verified. */
  after: Login;
  /** @throws AuthError `email_taken` */
  verify(transaction: AuthTransaction): Promise<void>;
}

/** How a login that waits for an address continues: the one that was begun with it, or the one that was moved to it. */
export function goOn(
  request: AuthRequest,
  { login, address, keptFlowId }: { login: Login; address: string; keptFlowId: string | undefined },
): GoingOn {
  const contact = { via: "email", recipient: address } as const;
  const account = login.account === null ? null : withMovedEmail(login.account, login.email, address);
  const verified = afterStep({ ...login, account }, "verify_email", (before) =>
    withVerified(before, contact, request.now),
  );
  const after = { ...afterHiddenStep(verified, contact, request.now), email: address };
  return {
    after,
    async verify(transaction) {
      const isVerified =
        account === null
          ? await verifyHiddenContact(request, { login, after, contact, keptFlowId }, transaction)
          : await verifyOwnContact(request, { account, contact, keptFlowId }, transaction);
      if (!isVerified) throw new AuthError("email_taken", { param: "key" });
    },
  };
}
