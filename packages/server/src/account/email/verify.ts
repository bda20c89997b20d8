import { findAccountById } from "../../db/accounts/accounts.ts";
import { holdFlow } from "../../db/flows.ts";
import { findVerificationKey, takeVerificationKey } from "../../db/oneTimeKeys.ts";
import type { EmailRow, FlowRow } from "../../db/rows.ts";
import { advance } from "../../engine/advance.ts";
import { answerCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { currentFlow, currentSession, requireFlow, requireSession } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { inSessionTransaction, inTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { hasVerifiedContact, ownerShowsUp, withVerified } from "../../identity/ownership/ownership.ts";
import { applyTakeover, verifyOwnContact } from "../../identity/ownership/showUp.ts";
import { AuthError, type Refusal } from "../../lib/authError.ts";
import { hashToken } from "../../lib/token.ts";
import type { AuthState } from "../../wire/state.ts";
import { addVerifiedEmail } from "./addVerified.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

/**
 * Verifies an address with the key of a link, or with the code of the step that waits.
 *
 * A link that was opened before answers the state, with `ended: { flow: "verify_email", reason: "verified" }` for
 * somebody who is not logged in.
 *
 * @throws AuthError `invalid_or_expired_key` (link), `incorrect_code`, `email_taken`, `no_pending_flow` (code), param `key`;
 *   `not_authenticated` for a link that works only where somebody logs in to its account: of an address that was added there,
 *   or of an account that has verified something else
 */
export async function verifyEmail(request: AuthRequest, { key }: { key: string }): Promise<AuthState> {
  if (request.runtime.options.account.emailVerificationBy === "link") return verifyByLink(request, key);
  const flow = await requireFlow(request, "verify_email");
  return flow.sessionId === null ? verifyLogin(request, flow, key) : verifyAddition(request, flow, key);
}

/** The code of a login that waits: right, and the login goes on. */
async function verifyLogin(request: AuthRequest, flow: FlowRow, key: string): Promise<AuthState> {
  const contact = { via: "email", recipient: verifyEmailState.parse(flow.state).email } as const;
  const login = await resumeLogin(request, flow);
  const { account } = login;
  const verified = afterStep(login, "verify_email", (before) => withVerified(before, contact, request.now));
  return advance(request, verified, async (transaction) => {
    const refusal = await answerVerificationCode(request, { flow, key, address: contact.recipient }, transaction);
    if (refusal !== null) return refusal;
    if (account === null) throw new AuthError("no_pending_flow");
    if (!(await verifyOwnContact(request, { account, contact, keptFlowId: flow.id }, transaction)))
      throw new AuthError("email_taken", { param: "key" });
  });
}

/** The code of an address that is being added by somebody who is logged in. */
async function verifyAddition(request: AuthRequest, flow: FlowRow, key: string): Promise<AuthState> {
  const { email: address } = verifyEmailState.parse(flow.state);
  const current = await requireSession(request);
  const account = await accountOf(request, current.user.id);
  await inSessionTransaction(request, current, async (transaction) => {
    const refusal = await answerVerificationCode(request, { flow, key, address }, transaction);
    return refusal ?? addVerifiedEmail(request, { account, address, flow }, transaction);
  });
  invalidateReads(request);
  return authState(request);
}

export function answerVerificationCode(
  request: AuthRequest,
  { flow, key, address }: { flow: FlowRow; key: string; address: string },
  transaction: AuthTransaction,
): Promise<Refusal | null> {
  const { attempts } = request.runtime.options.account.codes.emailVerification;
  const counted = { flow, maxAttempts: attempts, rejected: "email_code_rejected" } as const;
  return answerCode(request, { ...counted, code: key, recipient: address, param: "key" }, transaction);
}

async function verifyByLink(request: AuthRequest, key: string): Promise<AuthState> {
  const { database } = request.runtime;
  const row = await findVerificationKey(database, { keyHash: hashToken(key), now: request.now });
  if (row === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
  if (row.verifiedAt !== null) return verifiedState(request);
  const current = await currentSession(request);
  if (current?.user.id === row.userId) await verifyWithinSession(request, { key, row });
  else if (row.addedUntil !== null) throw new AuthError(...elsewhere(current === null));
  else {
    const own = await ownWaitingLogin(request, row);
    if (own !== null) return verifyWaiting(request, { key, row, own });
    await verifyElsewhere(request, { key, row, isNobody: current === null });
  }
  invalidateReads(request);
  return authState(request);
}

/** An address that was added is verified only within a session of its account: whoever else holds its mailbox gets nothing. */
function elsewhere(isNobody: boolean): ConstructorParameters<typeof AuthError> {
  return isNobody ? ["not_authenticated"] : ["invalid_or_expired_key", { param: "key" }];
}

async function verifiedState(request: AuthRequest): Promise<AuthState> {
  const state = await authState(request);
  return state.status === "anonymous" ? { ...state, ended: { flow: "verify_email", reason: "verified" } } : state;
}

interface Link {
  key: string;
  row: EmailRow;
}

async function verifyWithinSession(request: AuthRequest, { key, row }: Link): Promise<void> {
  const current = await requireSession(request);
  const account = await accountOf(request, row.userId);
  await inSessionTransaction(request, current, async (transaction) => {
    await useLink(request, key, transaction);
    await addVerifiedEmail(request, { account, address: row.address, flow: null }, transaction);
  });
}

/** In the browser that waits for it: the login goes on where the app wants that, else it ends. */
async function verifyWaiting(request: AuthRequest, { key, row, own }: Link & { own: FlowRow }): Promise<AuthState> {
  const login = await resumeLogin(request, own);
  const account = login.account ?? (await accountOf(request, row.userId));
  const contact = { via: "email", recipient: row.address } as const;
  // A signup by passkey goes on in any case: it is not logged in by the link, but asked for its passkey.
  const goesOn = request.runtime.options.account.loginOnEmailVerification || login.needsPasskey;
  const { id, step } = own;
  const verify = async (transaction: AuthTransaction) => {
    if ((await holdFlow(transaction.tx, { id, step, now: request.now })) === null)
      throw new AuthError("no_pending_flow");
    await useLink(request, key, transaction);
    const proof = { account, contact, ...(goesOn ? { keptFlowId: own.id } : {}) };
    if (!(await verifyOwnContact(request, proof, transaction))) throw new AuthError("email_taken", { param: "key" });
  };
  if (goesOn)
    return advance(
      request,
      afterStep(login, "verify_email", (before) => withVerified(before, contact, request.now)),
      verify,
    );
  await inTransaction(request, verify);
  invalidateReads(request);
  return authState(request);
}

/**
 * Anywhere else: whoever reads the mailbox has shown up. They are not logged in by it. What goes is decided on the account
 * as it is held: its owner may verify another contact while the link is on its way.
 */
async function verifyElsewhere(
  request: AuthRequest,
  { key, row, isNobody }: Link & { isNobody: boolean },
): Promise<void> {
  const contact = { via: "email", recipient: row.address } as const;
  await inTransaction(request, async (transaction) => {
    await useLink(request, key, transaction);
    const account = await findAccountById(transaction.tx, row.userId);
    if (account === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
    // Who has verified something else may be somebody else than the reader of the mailbox.
    if (hasVerifiedContact(account)) throw new AuthError(...elsewhere(isNobody));
    const takeover = ownerShowsUp(account, { contact, by: "link", at: request.now });
    if (!(await applyTakeover(request, { account, contact, takeover, keepsSessions: true }, transaction)))
      throw new AuthError("email_taken", { param: "key" });
  });
}

async function useLink(request: AuthRequest, key: string, { tx }: AuthTransaction): Promise<void> {
  const taken = await takeVerificationKey(tx, { keyHash: hashToken(key), now: request.now });
  if (taken === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
}

/** The login of this client that waits for just this address. */
export async function ownWaitingLogin(request: AuthRequest, { userId, address }: EmailRow): Promise<FlowRow | null> {
  if ((await currentSession(request)) !== null) return null;
  const flow = await currentFlow(request);
  if (flow?.step !== "verify_email" || flow.userId !== userId) return null;
  return verifyEmailState.parse(flow.state).email === address ? flow : null;
}
