import type { Transaction } from "../../db/database.ts";
import { reissueCode } from "../../db/flows.ts";
import { deleteVerificationKeys } from "../../db/oneTimeKeys.ts";
import type { FlowRow } from "../../db/rows.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireFlow } from "../../engine/current.ts";
import { lookAgain, SignupsMet } from "../../engine/flows/lookAgain.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import type { Login } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { parseEmail } from "../../identity/emailAddresses.ts";
import { withMovedEmail } from "../../identity/ownership/ownership.ts";
import { belongsToSomebody } from "../../identity/signup/belongsToSomebody.ts";
import { emailConflict } from "../../identity/signup/conflicts.ts";
import {
  alreadyExistsMail,
  countMail,
  storeNoKey,
  verificationCode,
  verificationLink,
} from "../../identity/verificationMail.ts";
import { AuthError } from "../../lib/authError.ts";
import type { OutgoingMessage } from "../../messages/outbox.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

/**
 * Changes the address that a signup waits for. A taken one gets the same response, and its owner a mail.
 *
 * The account itself does not change yet: an address becomes the user's once it is verified. So a login, with either
 * address, does not reveal whether the new one was taken.
 *
 * @throws AuthError `same_as_current`, `duplicate_email`, `no_pending_flow` also when the changes are used up,
 *   `rate_limited`
 */
export async function changePendingEmail(request: AuthRequest, { email }: { email: string }): Promise<AuthState> {
  await lookAgain(request, () => changeEmail(request, email));
  invalidateReads(request);
  return authState(request);
}

async function changeEmail(request: AuthRequest, email: string): Promise<void> {
  const flow = await requireFlow(request, "verify_email");
  const waiting = verifyEmailState.parse(flow.state);
  const { changes } = request.runtime.options.account.codes.emailVerification;
  if (!waiting.mayChange || flow.changes >= changes) throw new AuthError("no_pending_flow");
  const address = parseEmail(email);
  if (address === waiting.email) throw new AuthError("same_as_current", { param: "email" });
  const login = await resumeLogin(request, flow);
  const allowance = await countMail(request, address);
  await withAllowance(allowance, () =>
    inTransaction(request, async (transaction) => {
      const { tx } = transaction;
      const sent = await mailTo(request, { flow, login, address }, transaction);
      const state = { ...waiting, email: address };
      const { id, step } = flow;
      const { codeHash } = sent;
      const counter = { id, step, count: "changes", max: changes, codeHash, state, now: request.now } as const;
      const reissued = await reissueCode(tx, counter);
      // A hidden signup may have become an account since the flow was read.
      if (reissued?.userId !== flow.userId) throw new SignupsMet();
      await sent.store(tx);
      transaction.send(sent.message);
    }),
  );
}

interface Sent {
  message: OutgoingMessage;
  /** The MAC of the code that was sent; null where the address is taken, or a link was sent. */
  codeHash: string | null;
  /** Stores the key of the link; the links to the previous address are void. */
  store(tx: Transaction): Promise<void>;
}

async function mailTo(
  request: AuthRequest,
  { flow, login, address }: { flow: FlowRow; login: Login; address: string },
  { tx }: AuthTransaction,
): Promise<Sent> {
  const { options } = request.runtime;
  const isHidden = login.account === null;
  const owner = login.account ?? login.hiddenAccount;
  if (owner === null) throw new AuthError("no_pending_flow");
  const account = withMovedEmail(owner, login.email, address);
  const row = account.emails.find((email) => email.address === address);
  if (row === undefined) throw new AuthError("no_pending_flow");
  if (row.verifiedAt !== null) throw new AuthError("duplicate_email", { param: "email" });
  const isTaken = await belongsToSomebody(tx, { via: "email", recipient: address }, { id: owner.user.id });
  if (isTaken && emailConflict(options) === "tell") throw new AuthError("email_taken", { param: "email" });
  if (options.account.emailVerificationBy === "code") {
    if (isTaken) return { message: alreadyExistsMail(request, address), codeHash: null, store: async () => {} };
    return { ...verificationCode(request, { flowId: flow.id, address, account }), store: async () => {} };
  }
  const link = verificationLink(request, { account, isHidden }, row);
  const former = isHidden ? { hiddenSignupId: owner.user.id } : { emailAddressId: row.id };
  return {
    message: isTaken ? alreadyExistsMail(request, address) : link.message,
    codeHash: null,
    async store(transaction) {
      await deleteVerificationKeys(transaction, former);
      await (isTaken ? storeNoKey(request, transaction) : link.store(transaction));
    },
  };
}
