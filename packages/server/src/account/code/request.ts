import { openFlow } from "../../engine/advance.ts";
import { issueCode } from "../../engine/attempts.ts";
import { change } from "../../engine/change.ts";
import { currentSession } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limitPlan.ts";
import { beginLogin, storeLogin } from "../../engine/login.ts";
import { type AuthRequest, earliest, later } from "../../engine/request.ts";
import { codeMessage, openableBy, soleContact, unknownAccountMessage } from "../../identity/contact.ts";
import { findByIdentifier, identifierKey } from "../../identity/identifiers.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";

/** Being asked too often is told as guessing, since each code is a guess. */
export const requestCodeLimits: LimitPlan = { volume: ["requestLoginCode"], key: identifierKey };

/**
 * Sends a code to log in with. Where nobody has the address or number, the answer is the same.
 *
 * @throws AuthError `not_enabled`, `already_authenticated`, `invalid_login`, `invalid`, `unknown_email`, `unknown_phone`,
 *   `too_many_login_attempts`
 */
export async function requestCode(
  request: AuthRequest,
  input: { email?: string | undefined; phone?: string | undefined },
): Promise<AuthState> {
  const { database, options } = request.runtime;
  const { loginByCode, codes, preventEnumeration } = options.account;
  if (!loginByCode.enabled) throw new AuthError("not_enabled");
  const contact = soleContact(input);
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  if (request.client === "browser") request.exchange.assertCookies();
  const accounts = await findByIdentifier(database, { method: contact.via, value: contact.recipient });
  const account = openableBy(contact, accounts);
  if (account === null && preventEnumeration === false)
    throw new AuthError(contact.via === "email" ? "unknown_email" : "unknown_phone", { param: contact.via });
  const login = beginLogin(request, { account, methods: [], [contact.via]: contact.recipient });
  const { code, codeHash } = issueCode(request, login.flowId);
  return change(request, async (within) => {
    const message =
      account === null
        ? unknownAccountMessage(request, contact)
        : codeMessage(request, { contact, template: "login_code", code, account });
    if (message !== null) within.send(message);
    const flow = {
      id: login.flowId,
      sessionId: null,
      userId: account?.user.id ?? null,
      step: "login_by_code",
      state: contact,
      login: storeLogin(login),
      codeHash: account === null ? null : codeHash,
      createdAt: request.now,
      expiresAt: earliest(later(request.now, codes.login.lifetime), login.expiresAt),
    };
    return openFlow(request, flow, within);
  });
}
