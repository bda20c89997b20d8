import type { Account } from "../../db/accounts/accounts.ts";
import { findResetKey, insertOneTimeKeyOf } from "../../db/oneTimeKeys.ts";
import { issueCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { currentSession } from "../../engine/current.ts";
import { lookAgain, SignupsMet } from "../../engine/flows/lookAgain.ts";
import { beginFlow } from "../../engine/flows/openFlow.ts";
import { storeHiddenAccount } from "../../engine/hiddenAccount.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { openSessionFlow } from "../../engine/sessions/sessionFlow.ts";
import { inSessionTransaction, inTransaction } from "../../engine/transaction.ts";
import { codeMessage, soleContact, unknownAccountMessage } from "../../identity/contact.ts";
import { limitKey } from "../../identity/identifiers.ts";
import { messageUser } from "../../identity/messageUser.ts";
import { type Contact, hasVerified } from "../../identity/ownership/ownership.ts";
import { asSeen, findOwner, type Owner } from "../../identity/signup/hiddenSignup.ts";
import { frontEndUrl } from "../../identity/urls.ts";
import { AuthError } from "../../lib/authError.ts";
import { later } from "../../lib/instants.ts";
import { hashToken, newToken } from "../../lib/token.ts";
import type { AuthState } from "../../wire/state.ts";

export const requestResetLimits: LimitPlan = { volume: ["resetPassword"], isKeyed: true, challenge: "reset" };

/**
 * Sends the link or code that resets a forgotten password (always a code to a phone number).
 *
 * If nobody has the address or number, the response is the same.
 *
 * @throws AuthError `invalid_login`, `invalid`, `unknown_email`, `unknown_phone`, `challenge_required`
 */
export async function requestPasswordReset(
  request: AuthRequest,
  input: { email?: string | undefined; phone?: string | undefined },
): Promise<AuthState> {
  const contact = soleContact(request, input);
  const { via: method, recipient: value } = contact;
  await request.limits.take({ key: limitKey({ method, value }), also: method === "phone" ? ["textMessage"] : [] });
  return lookAgain(request, () => sendReset(request, contact));
}

async function sendReset(request: AuthRequest, contact: Contact): Promise<AuthState> {
  const { database, options } = request.runtime;
  const owner = await findOwner(database, contact);
  const { account, hiddenAccount } = owner;
  if (account === null && hiddenAccount === null && options.account.preventEnumeration === false)
    throw new AuthError(contact.via === "email" ? "unknown_email" : "unknown_phone", { param: contact.via });
  if (contact.via === "phone" || options.account.passwordResetBy === "code") return sendCode(request, contact, owner);
  await inTransaction(request, (transaction) => sendLink(request, { contact, owner }, transaction));
  return authState(request);
}

async function sendLink(
  request: AuthRequest,
  { contact, owner: { account: real, hiddenAccount } }: { contact: Contact; owner: Owner },
  transaction: AuthTransaction,
): Promise<void> {
  const { options, random } = request.runtime;
  const account = real ?? hiddenAccount;
  const email = account?.emails.find(({ address }) => address === contact.recipient);
  const key = newToken(random.bytes);
  if (account === null || email === undefined) {
    // A statement that finds nothing: the response takes the same time as where a key is stored.
    await findResetKey(transaction.tx, { keyHash: hashToken(key), now: request.now });
    return sendUnknown(request, contact, transaction);
  }
  const row = {
    id: random.uuid(),
    keyHash: hashToken(key),
    purpose: "password_reset" as const,
    userId: real?.user.id ?? null,
    hiddenSignupId: hiddenAccount?.user.id ?? null,
    userVersion: account.user.version,
    usedAt: null,
    emailAddressId: real === null ? null : email.id,
    address: email.address,
    createdAt: request.now,
    expiresAt: later(request.now, options.account.links.passwordReset),
  };
  const seen = asSeen({ account: real, hiddenAccount });
  if (!(await insertOneTimeKeyOf(transaction.tx, row, seen))) throw new SignupsMet();
  const { username, ...owner } = messageUser(account);
  // The username is included only where users log in with it, and may have forgotten it as well.
  const shown = options.account.loginMethods.includes("username") ? username : null;
  const url = frontEndUrl(options, options.account.urls.resetPassword, key);
  const context = { appName: options.appName, url, key, email: email.address, user: { ...owner, username: shown } };
  transaction.send({ kind: "mail", template: "password_reset", to: email.address, context });
  emitRequested(real, contact, transaction);
}

/** Names the account that has verified the contact: another one must not learn that the contact is its own. */
function emitRequested(account: Account | null, contact: Contact, transaction: AuthTransaction): void {
  const userId = account !== null && hasVerified(account, contact) ? account.user.id : null;
  transaction.emit({ type: "password_reset_requested", userId });
}

function sendUnknown(request: AuthRequest, contact: Contact, transaction: AuthTransaction): void {
  // The same as for an account: where events are stored, it takes time.
  transaction.emit({ type: "password_reset_requested", userId: null });
  const message = unknownAccountMessage(request, contact);
  if (message !== null) transaction.send(message);
}

async function sendCode(request: AuthRequest, contact: Contact, { account, hiddenAccount }: Owner): Promise<AuthState> {
  const { options, random } = request.runtime;
  const current = await currentSession(request);
  const id = random.uuid();
  const { code, codeHash } = issueCode(request, { flowId: id, recipient: contact.recipient, use: "passwordReset" });
  const { lifetime } = options.account.codes.passwordReset;
  const owner = account ?? hiddenAccount;
  const state = {
    ...contact,
    confirmed: false,
    draft: hiddenAccount === null ? null : storeHiddenAccount(hiddenAccount),
  };
  const step = "password_reset_by_code" as const;
  const requestedFor = asSeen({ account, hiddenAccount });
  const flow = { id, step, state, codeHash: owner === null ? null : codeHash, requestedFor };
  const send = (transaction: AuthTransaction) => {
    if (owner === null) return sendUnknown(request, contact, transaction);
    transaction.send(codeMessage(request, { contact, template: "password_reset_code", code, account: owner }));
    emitRequested(account, contact, transaction);
  };
  if (current !== null) {
    // The flow has its own account: within a session it need not be the session's user.
    const subject = account?.user ?? null;
    await inSessionTransaction(request, current, async (transaction) => {
      send(transaction);
      await openSessionFlow(request, { current, flow: { ...flow, lifetime, subject } }, transaction);
    });
    return authState(request);
  }
  const user = { userId: account?.user.id ?? null, userVersion: account?.user.version ?? null };
  const times = { createdAt: request.now, expiresAt: later(request.now, lifetime) };
  return beginFlow(request, { ...flow, ...user, ...times, sessionId: null, login: null }, send);
}
