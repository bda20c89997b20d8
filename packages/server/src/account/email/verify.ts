import { type Account, findAccountById } from "../../db/accounts/accounts.ts";
import { findHiddenDraft } from "../../db/accounts/hiddenSignups.ts";
import { holdFlow } from "../../db/flows.ts";
import { type FoundVerificationKey, findVerificationKey, takeVerificationKey } from "../../db/oneTimeKeys.ts";
import type { FlowRow, OneTimeKeyRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { advance } from "../../engine/advance.ts";
import { answerCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { currentFlow, currentSession, requireFlow, requireSession } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import { type Login, readHiddenAccount, restoreLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { inSessionTransaction, inTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { codesKey } from "../../identity/identifiers.ts";
import {
  type Contact,
  hasVerifiedContact,
  isOwnContact,
  ownerShowsUp,
  withMovedEmail,
  withVerified,
} from "../../identity/ownership/ownership.ts";
import { afterTakeover, applyTakeover, verifyOwnContact } from "../../identity/ownership/showUp.ts";
import { afterHiddenStep, makeOwnersAccount, verifyHiddenContact } from "../../identity/signup/hiddenSignup.ts";
import { AuthError, type Refusal } from "../../lib/authError.ts";
import { hashToken } from "../../lib/token.ts";
import type { AuthState } from "../../wire/state.ts";
import { addVerifiedEmail } from "./addVerified.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

export const verifyEmailLimits: LimitPlan = {
  volume: ["verifyEmail"],
  guesses: { names: ["verificationFailed"], errors: ["incorrect_code"], param: "key" },
  isKeyed: true,
};

/**
 * Verifies an address with the key of a link, or with the code of the waiting step.
 *
 * A link that was opened before returns the state, with `ended: { flow: "verify_email", reason: "verified" }` for a
 * user who is not logged in.
 *
 * @throws AuthError `invalid_or_expired_key` (link), `incorrect_code`, `too_many_login_attempts`, `email_taken`,
 *   `no_pending_flow` (code), param `key`; `not_authenticated` for a link that works only within a session or login of
 *   its account: of an address that was added there, or of an account with another verified contact
 */
export async function verifyEmail(request: AuthRequest, { key }: { key: string }): Promise<AuthState> {
  if (request.runtime.options.account.emailVerificationBy === "link") return verifyByLink(request, key);
  const flow = await requireFlow(request, "verify_email");
  const { email } = verifyEmailState.parse(flow.state);
  await request.limits.take({ key: codesKey({ via: "email", recipient: email }) });
  return flow.sessionId === null ? verifyLogin(request, flow, key) : verifyAddition(request, flow, key);
}

/** The code of a pending login: if it is right, the login continues. */
async function verifyLogin(request: AuthRequest, flow: FlowRow, key: string): Promise<AuthState> {
  const address = verifyEmailState.parse(flow.state).email;
  const login = await resumeLogin(request, flow);
  const going = goOn(request, { login, address, keptFlowId: flow.id });
  return advance(request, going.after, async (transaction) => {
    const refusal = await answerVerificationCode(request, { flow, key, address }, transaction);
    if (refusal !== null) return refusal;
    await going.verify(transaction);
  });
}

interface GoingOn {
  /** The login once the address is verified. */
  after: Login;
  /** @throws AuthError `email_taken` */
  verify(transaction: AuthTransaction): Promise<void>;
}

/** How a login that waits for an address continues: the one that was begun with it, or the one that was moved to it. */
function goOn(
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

/** The code of an address that a logged-in user is adding. */
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
  const found = await findVerificationKey(database, { keyHash: hashToken(key), now: request.now });
  if (found === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
  if (found.isVerified) return verifiedState(request);
  const current = await currentSession(request);
  const link = { key, found };
  if (current !== null && current.user.id === found.key.userId) await verifyWithinSession(request, link, current);
  else if (found.isAdded) throw new AuthError(...elsewhere(current === null));
  else {
    const own = await ownWaitingLogin(request, found.key);
    if (own !== null) return verifyWaiting(request, link, own);
    await verifyElsewhere(request, { ...link, isNobody: current === null });
  }
  invalidateReads(request);
  return authState(request);
}

/** An added address is verified only within a session of its account: someone else with its mailbox gets nothing. */
function elsewhere(isNobody: boolean): ConstructorParameters<typeof AuthError> {
  return isNobody ? ["not_authenticated"] : ["invalid_or_expired_key", { param: "key" }];
}

async function verifiedState(request: AuthRequest): Promise<AuthState> {
  const state = await authState(request);
  return state.status === "anonymous" ? { ...state, ended: { flow: "verify_email", reason: "verified" } } : state;
}

interface Link {
  key: string;
  found: FoundVerificationKey;
}

async function verifyWithinSession(request: AuthRequest, { key, found }: Link, current: FoundSession): Promise<void> {
  const account = await accountOf(request, current.user.id);
  await inSessionTransaction(request, current, async (transaction) => {
    await useLink(request, key, transaction);
    await addVerifiedEmail(request, { account, address: found.key.address, flow: null }, transaction);
  });
}

/** In the browser that waits for it: the login continues where the app wants that, else it ends. */
async function verifyWaiting(request: AuthRequest, { key, found }: Link, own: FlowRow): Promise<AuthState> {
  const login = await resumeLogin(request, own);
  // A signup by passkey continues in any case: the link does not log in, the passkey is still required.
  const isKept = request.runtime.options.account.loginOnEmailVerification || login.needsPasskey;
  const going = goOn(request, { login, address: found.key.address, keptFlowId: isKept ? own.id : undefined });
  const { id, step } = own;
  const verify = async (transaction: AuthTransaction) => {
    if ((await holdFlow(transaction.tx, { id, step, now: request.now })) === null)
      throw new AuthError("no_pending_flow");
    await useLink(request, key, transaction);
    await going.verify(transaction);
  };
  if (isKept) return advance(request, going.after, verify);
  await inTransaction(request, verify);
  invalidateReads(request);
  return authState(request);
}

/**
 * Anywhere else: the reader of the mailbox has shown up. The link does not log them in. What is removed is decided on
 * the locked account, or on the hidden signup: its owner may have verified another contact since the link was sent.
 */
async function verifyElsewhere(
  request: AuthRequest,
  { key, found, isNobody }: Link & { isNobody: boolean },
): Promise<void> {
  const contact = { via: "email", recipient: found.key.address } as const;
  await inTransaction(request, async (transaction) => {
    await useLink(request, key, transaction);
    const held = await findBehind(transaction, found.key);
    if (held === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
    // The person who has verified another contact may not be the reader of the mailbox.
    if (hasVerifiedContact(held)) throw new AuthError(...elsewhere(isNobody));
    const former = held.emails.find(({ id }) => id === found.key.emailAddressId)?.address ?? null;
    const account = withMovedEmail(held, former, contact.recipient);
    if (!isOwnContact(account, contact)) throw new AuthError("invalid_or_expired_key", { param: "key" });
    if (!(await showUp(request, { account, contact, isHidden: found.key.userId === null }, transaction)))
      throw new AuthError("email_taken", { param: "key" });
  });
}

/** The current owner of a key: an account, or the one that a hidden signup requested. */
async function findBehind({ tx }: AuthTransaction, { userId, hiddenSignupId }: OneTimeKeyRow): Promise<Account | null> {
  if (userId !== null) return findAccountById(tx, userId);
  const draft = await findHiddenDraft(tx, hiddenSignupId ?? "");
  return draft === null ? null : readHiddenAccount(draft);
}

/** A hidden signup becomes the account of the mailbox's reader. @returns false when the address is taken meanwhile */
function showUp(
  request: AuthRequest,
  { account, contact, isHidden }: { account: Account; contact: Contact; isHidden: boolean },
  transaction: AuthTransaction,
): Promise<boolean> {
  if (isHidden) {
    const hiddenAccount = withVerified(account, contact, request.now);
    return makeOwnersAccount(request, { hiddenAccount, contact, ends: afterTakeover(contact, undefined) }, transaction);
  }
  const takeover = ownerShowsUp(account, { contact, by: "link", at: request.now });
  return applyTakeover(request, { account, contact, takeover, keepsSessions: true }, transaction);
}

async function useLink(request: AuthRequest, key: string, { tx }: AuthTransaction): Promise<void> {
  const taken = await takeVerificationKey(tx, { keyHash: hashToken(key), now: request.now });
  if (taken === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
}

/** The login of this client that waits for this address. */
export async function ownWaitingLogin(
  request: AuthRequest,
  { userId, hiddenSignupId, address }: Pick<OneTimeKeyRow, "userId" | "hiddenSignupId" | "address">,
): Promise<FlowRow | null> {
  if ((await currentSession(request)) !== null) return null;
  const flow = await currentFlow(request);
  if (flow?.step !== "verify_email" || verifyEmailState.parse(flow.state).email !== address) return null;
  const isOwn = userId === null ? hiddenSignupIdOf(flow) === hiddenSignupId : flow.userId === userId;
  return isOwn ? flow : null;
}

function hiddenSignupIdOf({ id, userId, login }: FlowRow): string | null {
  return userId === null ? (restoreLogin(login, id, null).hiddenAccount?.user.id ?? null) : null;
}
