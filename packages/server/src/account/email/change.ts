import type { Account } from "../../db/accounts/accounts.ts";
import { replaceUnverifiedEmail } from "../../db/accounts/emails.ts";
import { adoptFlow, reissueCode } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireFlow } from "../../engine/current.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import { type Login, storeLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { parseEmail } from "../../identity/emailAddresses.ts";
import { emailConflict } from "../../identity/signup/conflicts.ts";
import { makeHiddenAccount, subjectOf, supersedeOtherFlows } from "../../identity/signup/hiddenSignup.ts";
import { lookAgain, SignupsMet } from "../../identity/signup/lookAgain.ts";
import {
  alreadyExistsMail,
  countMail,
  storeNoKey,
  verificationCode,
  verificationLink,
} from "../../identity/verificationMail.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

/**
 * Changes the address that a signup waits for. A taken one gets the same answer, and its owner a mail.
 *
 * @throws AuthError `same_as_current`, `no_pending_flow` also when that was done too often, `rate_limited`
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
      const state = { ...waiting, email: address };
      const { id, step } = flow;
      const counter = { id, step, count: "changes", max: changes, codeHash: null, state, now: request.now } as const;
      const reissued = await reissueCode(transaction.tx, counter);
      // A hidden signup may have become an account since the flow was read.
      if (reissued?.userId !== flow.userId) throw new SignupsMet();
      await moveSignup(request, { flow, login, address }, transaction);
    }),
  );
}

interface Move {
  flow: FlowRow;
  login: Login;
  address: string;
}

async function moveSignup(
  request: AuthRequest,
  { flow, login, address }: Move,
  transaction: AuthTransaction,
): Promise<void> {
  const account = await accountAt(request, { flow, login, address }, transaction);
  const hidden = login.hidden.filter((what) => what !== "email");
  const moved: Login = {
    ...login,
    email: address,
    hidden: account === null ? [...hidden, "email"] : hidden,
    hiddenAccount: account === null ? login.hiddenAccount : null,
  };
  await supersedeOtherFlows({ ...login, account: account ?? login.account }, flow.id, transaction);
  const adopted = { ...subjectOf(account ?? login.account, transaction), login: storeLogin(moved) };
  const row = account?.emails.find((email) => email.address === address);
  if (account === null || row === undefined) {
    await storeNoKey(request, transaction.tx);
    transaction.send(alreadyExistsMail(request, address));
    await adoptFlow(transaction.tx, flow.id, { ...adopted, codeHash: null });
    return;
  }
  if (request.runtime.options.account.emailVerificationBy === "code") {
    const { message, codeHash } = verificationCode(request, { flowId: flow.id, address, account });
    transaction.send(message);
    await adoptFlow(transaction.tx, flow.id, { ...adopted, codeHash });
    return;
  }
  const { message, store } = verificationLink(request, account, row);
  await store(transaction.tx);
  transaction.send(message);
  await adoptFlow(transaction.tx, flow.id, { ...adopted, codeHash: null });
}

/** The account with the address in place; null when the address is somebody else's. */
async function accountAt(
  request: AuthRequest,
  { login, address }: Move,
  transaction: AuthTransaction,
): Promise<Account | null> {
  const { options } = request.runtime;
  if (login.account === null) return makeHiddenAccount(request, { login, change: { email: address } }, transaction);
  const former = login.account.emails.find((email) => email.address === login.email) ?? login.account.emails[0];
  if (former === undefined) throw new AuthError("no_pending_flow");
  const isShared = emailConflict(options) === "share";
  const row = await replaceUnverifiedEmail(transaction.tx, { id: former.id, address, isShared });
  if (row !== null)
    return { ...login.account, emails: login.account.emails.map((email) => (email.id === row.id ? row : email)) };
  if (emailConflict(options) === "tell") throw new AuthError("email_taken", { param: "email" });
  return null;
}
