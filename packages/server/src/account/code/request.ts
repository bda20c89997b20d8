import { issueCode } from "../../engine/attempts.ts";
import { currentSession } from "../../engine/current.ts";
import { lookAgain } from "../../engine/flows/lookAgain.ts";
import { beginFlow } from "../../engine/flows/openFlow.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import { type LoginStart, newLogin, storeLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { codeMessage, soleContact, unknownAccountMessage } from "../../identity/contact.ts";
import { limitKey } from "../../identity/identifiers.ts";
import { type Contact, hasVerified } from "../../identity/ownership/ownership.ts";
import { asSeen, findOwner, type Owner } from "../../identity/signup/hiddenSignup.ts";
import { AuthError } from "../../lib/authError.ts";
import { earliest, later } from "../../lib/instants.ts";
import type { AuthState } from "../../wire/state.ts";

/** Too many requests are reported as guessing, since each code allows a guess. */
export const requestCodeLimits: LimitPlan = { volume: ["requestLoginCode"], isKeyed: true, challenge: "code" };

/**
 * Sends a code to log in with. If nobody has the address or number, the response is the same.
 *
 * @throws AuthError `not_enabled`, `already_authenticated`, `required`, `invalid_login`, `invalid`, `unknown_email`,
 *   `unknown_phone`, `too_many_login_attempts`, `challenge_required`
 */
export async function requestCode(
  request: AuthRequest,
  input: { email?: string | undefined; phone?: string | undefined },
): Promise<AuthState> {
  if (!request.runtime.options.account.loginByCode.enabled) throw new AuthError("not_enabled");
  const contact = soleContact(request, input);
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  const { via: method, recipient: value } = contact;
  await request.limits.take({ key: limitKey({ method, value }), also: method === "phone" ? ["textMessage"] : [] });
  return lookAgain(request, () => sendCode(request, contact));
}

async function sendCode(request: AuthRequest, contact: Contact): Promise<AuthState> {
  const { database, options } = request.runtime;
  const { codes, preventEnumeration } = options.account;
  const { via: method, recipient: value } = contact;
  const found = await findOwner(database, contact);
  const { account, hiddenAccount } = found;
  const owner = account ?? hiddenAccount;
  if (owner === null && preventEnumeration === false)
    throw new AuthError(method === "email" ? "unknown_email" : "unknown_phone", { param: method });
  const login = newLogin(request, { account, methods: [], [method]: value, ...hiddenLogin(found, contact) });
  const { code, codeHash } = issueCode(request, { flowId: login.flowId, recipient: value, use: "login" });
  const message =
    owner === null
      ? unknownAccountMessage(request, contact)
      : codeMessage(request, { contact, template: "login_code", code, account: owner });
  const flow = {
    id: login.flowId,
    sessionId: null,
    step: "login_by_code",
    state: contact,
    login: storeLogin(login),
    userId: account?.user.id ?? null,
    userVersion: account?.user.version ?? null,
    codeHash: owner === null ? null : codeHash,
    createdAt: request.now,
    expiresAt: earliest(later(request.now, codes.login.lifetime), login.expiresAt),
    requestedFor: asSeen(found),
  };
  return beginFlow(request, flow, (transaction) => {
    if (message !== null) transaction.send(message);
  });
}

/**
 * The code goes to the contact of a hidden signup. One that had verified it still waits for its other contact, unless it
 * waits for this one, which an account has without having verified it.
 */
function hiddenLogin({ hiddenAccount, isContested }: Owner, contact: Contact): Partial<LoginStart> {
  if (hiddenAccount === null || isContested || !hasVerified(hiddenAccount, contact)) return { hiddenAccount };
  const { user, emails } = hiddenAccount;
  if (contact.via === "email")
    return user.phone === null ? { hiddenAccount } : { hiddenAccount, phone: user.phone, hidden: ["phone"] };
  const address = emails[0]?.address;
  return address === undefined ? { hiddenAccount } : { hiddenAccount, email: address, phone: null, hidden: ["email"] };
}
