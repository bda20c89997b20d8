import { z } from "zod";
import type { ResolvedOptions } from "../../config/options.ts";
import { issueCode } from "../../engine/attempts.ts";
import { hasFactor } from "../../engine/factors.ts";
import type { Login } from "../../engine/login.ts";
import type { AuthRequest, Effects, Stage } from "../../engine/request.ts";
import { isTrusted } from "../../engine/sessions/trustedBrowser.ts";
import { primaryOf } from "../../engine/view.ts";
import { codeMessage } from "../../identity/contact.ts";
import { countLoginCode, isCodeRequired } from "../../identity/loginCodes.ts";
import type { Contact } from "../../identity/ownership/ownership.ts";
import { phoneExistsMessage } from "../../identity/phones.ts";
import { alreadyExistsMail } from "../../identity/verificationMail.ts";
import { AuthError } from "../../lib/authError.ts";

export const loginByCodeState = z.object({ via: z.enum(["email", "phone"]), recipient: z.string() });
export type LoginByCodeState = z.output<typeof loginByCodeState>;

/** Requires a code after other credentials, where the app demands one, or before a password that attackers know is changed. */
export const loginByCodeStage: Stage<"login_by_code", LoginByCodeState> = {
  id: "login_by_code",
  state: loginByCodeState,
  describe({ via, recipient }, { resends }, options) {
    return { via, recipient, canResend: resends < options.account.codes.login.resends };
  },
  async enter(login, request) {
    const { options } = request.runtime;
    const isRequired = isCodeRequired(login, options);
    if (!isRequired && !needsProof(login, options)) return null;
    const { account } = login;
    const mayBeTrusted = options.account.loginByCode.trust && !login.mustChangePassword;
    if (account !== null && mayBeTrusted && (await isTrusted(request, account.user.id))) return null;
    const contact = contactOf(login);
    // An error is better than a login that silently cannot continue.
    if (contact === null && isRequired) throw new AuthError("no_verified_email");
    if (contact === null) return null;
    const { giveBack: undo } = await countLoginCode(request, contact);
    const { lifetime } = options.account.codes.login;
    return { ...effectsFor(request, login, contact), state: contact, lifetime, undo };
  },
};

/**
 * Whoever changes a password that attackers know must show more than the password, or else an attacker could choose the
 * next one: the second factor where there is one, which is asked for later, or a code.
 */
function needsProof({ mustChangePassword, methods, account }: Login, options: ResolvedOptions): boolean {
  if (!mustChangePassword || methods.at(-1)?.method !== "password") return false;
  return account === null || !hasFactor(account, options);
}

/** The address that the login used, else the primary one, else the number. */
function contactOf({ account, email, phone }: Login): Contact | null {
  const recipient = email ?? (account === null ? null : primaryOf(account)?.address) ?? null;
  if (recipient !== null) return { via: "email", recipient };
  const number = account === null ? phone : account.user.phone;
  return number === null ? null : { via: "phone", recipient: number };
}

/** A taken contact gets no code; an own one does, even where another contact of the signup is taken. */
function effectsFor(
  request: AuthRequest,
  { account, hidden, hiddenAccount, flowId }: Login,
  contact: Contact,
): Effects & { codeHash?: string } {
  const { via, recipient } = contact;
  const owner = account ?? hiddenAccount;
  if (owner === null || hidden.includes(via)) {
    return {
      messages: [via === "email" ? alreadyExistsMail(request, recipient) : phoneExistsMessage(request, recipient)],
    };
  }
  const { code, codeHash } = issueCode(request, { flowId, recipient, use: "login" });
  return { messages: [codeMessage(request, { contact, template: "login_code", code, account: owner })], codeHash };
}
