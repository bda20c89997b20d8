import { type Account, findAccountById } from "../../db/accounts/accounts.ts";
import { findHiddenDraft } from "../../db/accounts/hiddenSignups.ts";
import { holdFlow } from "../../db/flows.ts";
import { type FoundVerificationKey, findVerificationKey, takeVerificationKey } from "../../db/oneTimeKeys.ts";
import type { FlowRow, OneTimeKeyRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { advance } from "../../engine/advance.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { currentFlow, currentSession } from "../../engine/current.ts";
import { requireHiddenAccount } from "../../engine/hiddenAccount.ts";
import { restoreLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { inSessionTransaction, inTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import {
  type Contact,
  hasVerifiedContact,
  isOwnContact,
  ownerShowsUp,
  withMovedEmail,
  withVerified,
} from "../../identity/ownership/ownership.ts";
import { afterTakeover, applyTakeover } from "../../identity/ownership/showUp.ts";
import { makeOwnersAccount } from "../../identity/signup/hiddenSignup.ts";
import { AuthError } from "../../lib/authError.ts";
import { hashToken } from "../../lib/token.ts";
import type { AuthState } from "../../wire/state.ts";
import { addVerifiedEmail } from "./addVerified.ts";
import { goOn } from "./verifiedLogin.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

/** Verifies an address with the key of a link: see `verifyEmail`. */
export async function verifyByLink(request: AuthRequest, key: string): Promise<AuthState> {
  const { database } = request.runtime;
  const found = await findVerificationKey(database, { keyHash: hashToken(key), now: request.now });
  if (found === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
  if (found.isVerified) return verifiedState(request);
  const current = await currentSession(request);
  const link = { key, found };
  if (current !== null && current.user.id === found.key.userId) await verifyWithinSession(request, link, current);
  else {
    const own = await ownWaitingLogin(request, found.key);
    if (own !== null) return verifyWaiting(request, link, own);
    if (found.isAdded) throw new AuthError(...elsewhere(current === null));
    await verifyElsewhere(request, { ...link, isNobody: current === null });
  }
  invalidateReads(request);
  return authState(request);
}

/**
 * An added address is verified only within a session of its account, or an imported one in a login that waits for it:
 * someone else with its mailbox gets nothing.
 */
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
  return draft === null ? null : requireHiddenAccount(draft);
}

/** A hidden signup becomes the account of the mailbox's reader. @returns false when the address is taken meanwhile */
function showUp(
  request: AuthRequest,
  { account, contact, isHidden }: { account: Account; contact: Contact; isHidden: boolean },
  transaction: AuthTransaction,
): Promise<boolean> {
  const keepsPhone = request.runtime.options.account.phoneVerification === "none";
  if (isHidden) {
    const hiddenAccount = withVerified(account, contact, request.now);
    const ends = afterTakeover(contact, undefined);
    return makeOwnersAccount(request, { hiddenAccount, contact, ends, keepsPhone }, transaction);
  }
  const takeover = ownerShowsUp(account, { contact, by: "link", at: request.now, keepsPhone });
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
