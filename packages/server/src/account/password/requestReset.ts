import type { Account } from "../../db/accounts/accounts.ts";
import { findResetKey, insertOneTimeKey } from "../../db/oneTimeKeys.ts";
import { beginFlow } from "../../engine/advance.ts";
import { issueCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import type { Change } from "../../engine/authTransaction.ts";
import { change, changeInSession } from "../../engine/change.ts";
import { currentSession } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import { storeDraft } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { openSessionFlow } from "../../engine/sessions/sessionFlow.ts";
import { codeMessage, soleContact, unknownAccountMessage } from "../../identity/contact.ts";
import { limitKey } from "../../identity/identifiers.ts";
import type { Contact } from "../../identity/ownership/ownership.ts";
import { personOf } from "../../identity/person.ts";
import { findOwner, type Owner } from "../../identity/signup/hiddenSignup.ts";
import { frontEndUrl } from "../../identity/urls.ts";
import { AuthError } from "../../lib/authError.ts";
import { later } from "../../lib/instants.ts";
import { hashToken, newToken } from "../../lib/token.ts";
import type { AuthState } from "../../wire/state.ts";

export const requestResetLimits: LimitPlan = { volume: ["resetPassword"], isKeyed: true };

/**
 * Sends what a forgotten password is reset with: a link, or a code (always a code to a phone number).
 *
 * Where nobody has the address or number, the answer is the same.
 *
 * @throws AuthError `invalid_login`, `invalid`, `unknown_email`, `unknown_phone`
 */
export async function requestPasswordReset(
  request: AuthRequest,
  input: { email?: string | undefined; phone?: string | undefined },
): Promise<AuthState> {
  const { database, options } = request.runtime;
  const contact = soleContact(request, input);
  const { via: method, recipient: value } = contact;
  await request.limits.take({ key: limitKey({ method, value }), also: method === "phone" ? ["textMessage"] : [] });
  const owner = await findOwner(database, contact);
  const { account, draft } = owner;
  if (account === null && draft === null && options.account.preventEnumeration === false)
    throw new AuthError(contact.via === "email" ? "unknown_email" : "unknown_phone", { param: contact.via });
  if (contact.via === "phone" || options.account.passwordResetBy === "code") return sendCode(request, contact, owner);
  await change(request, (within) => sendLink(request, { contact, account }, within));
  return authState(request);
}

async function sendLink(
  request: AuthRequest,
  { contact, account }: { contact: Contact; account: Account | null },
  within: Change,
): Promise<void> {
  const { options, random } = request.runtime;
  const email = account?.emails.find(({ address }) => address === contact.recipient);
  const key = newToken(random.bytes);
  if (account === null || email === undefined) {
    // A statement as well, that finds nothing: the answer takes as long as where a key is stored.
    await findResetKey(within.tx, { keyHash: hashToken(key), now: request.now });
    return sendUnknown(request, contact, within);
  }
  await insertOneTimeKey(within.tx, {
    id: random.uuid(),
    keyHash: hashToken(key),
    purpose: "password_reset",
    userId: account.user.id,
    userVersion: account.user.version,
    usedAt: null,
    emailAddressId: email.id,
    address: email.address,
    createdAt: request.now,
    expiresAt: later(request.now, options.account.links.passwordReset),
  });
  const { username, ...person } = personOf(account);
  // A user name is told only where people log in with it, and may have forgotten it as well.
  const shown = options.account.loginMethods.includes("username") ? username : null;
  const url = frontEndUrl(options, options.account.urls.resetPassword, key);
  const context = { appName: options.appName, url, key, email: email.address, user: { ...person, username: shown } };
  within.send({ kind: "mail", template: "password_reset", to: email.address, context });
  within.emit({ type: "password_reset_requested", userId: account.user.id });
}

function sendUnknown(request: AuthRequest, contact: Contact, within: Change): void {
  const message = unknownAccountMessage(request, contact);
  if (message !== null) within.send(message);
}

async function sendCode(request: AuthRequest, contact: Contact, { account, draft }: Owner): Promise<AuthState> {
  const { options, random } = request.runtime;
  const read = await currentSession(request);
  const id = random.uuid();
  const { code, codeHash } = issueCode(request, { flowId: id, recipient: contact.recipient });
  const { lifetime } = options.account.codes.passwordReset;
  const owner = account ?? draft;
  const state = { ...contact, confirmed: false, draft: draft === null ? null : storeDraft(draft) };
  const flow = { id, step: "password_reset_by_code", state, codeHash: owner === null ? null : codeHash } as const;
  const send = (within: Change) => {
    if (owner === null) return sendUnknown(request, contact, within);
    within.send(codeMessage(request, { contact, template: "password_reset_code", code, account: owner }));
    if (account !== null) within.emit({ type: "password_reset_requested", userId: account.user.id });
  };
  if (read !== null) {
    // Whose password it is must be the flow's own: within a session it need not be the session's user.
    const subject = account?.user ?? null;
    await changeInSession(request, read, async (within) => {
      send(within);
      await openSessionFlow(request, { read, flow: { ...flow, lifetime, subject } }, within);
    });
    return authState(request);
  }
  const user = { userId: account?.user.id ?? null, userVersion: account?.user.version ?? null };
  const times = { createdAt: request.now, expiresAt: later(request.now, lifetime) };
  return beginFlow(request, { ...flow, ...user, ...times, sessionId: null, login: null }, send);
}
