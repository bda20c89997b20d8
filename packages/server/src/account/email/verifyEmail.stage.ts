import { z } from "zod";
import type { ResolvedOptions } from "../../config/options.ts";
import type { MessageAllowance } from "../../engine/limits/limits.ts";
import { allowMessage } from "../../engine/limits/messageAllowance.ts";
import type { Login } from "../../engine/login.ts";
import type { AuthRequest, Effects, Stage } from "../../engine/request.ts";
import { primaryOf } from "../../engine/view.ts";
import { limitKey } from "../../identity/identifiers.ts";
import {
  type AddressOwner,
  alreadyExistsMail,
  confirmEmailLimit,
  storeNoKey,
  verificationCode,
  verificationLink,
} from "../../identity/verificationMail.ts";
import { AuthError } from "../../lib/authError.ts";

export const verifyEmailState = z.object({
  email: z.string(),
  by: z.enum(["link", "code"]),
  /** Only a signup may change the address that it waits for. */
  mayChange: z.boolean(),
});
export type VerifyEmailState = z.output<typeof verifyEmailState>;

/** Holds a login until the address that it used is verified. */
export const verifyEmailStage: Stage<"verify_email", VerifyEmailState> = {
  id: "verify_email",
  state: verifyEmailState,
  describe({ email, by, mayChange }, { resends, changes }, options) {
    const limits = options.account.codes.emailVerification;
    return { email, by, canResend: resends < limits.resends, canChange: mayChange && changes < limits.changes };
  },
  async enter(login, request) {
    const { options } = request.runtime;
    const { emailVerification, emailVerificationBy: by } = options.account;
    const target = addressToVerify(login);
    if (target === null) return null;
    // A login with a taken address waits here whatever the app requires of others: there is no account behind it.
    const isHeld = emailVerification === "mandatory" || (login.account === null && login.hidden.includes("email"));
    if (!isHeld && (emailVerification === "none" || !login.isSignup)) return null;
    const effects = emailVerification === "none" ? {} : await verificationEffects(request, login, target);
    if (!isHeld) return { ...effects, state: null };
    const state = { email: target.address, by, mayChange: login.isSignup };
    return { ...effects, state, lifetime: stepLifetime(options) };
  },
};

/** A link may be opened at any time, so only the end of the login limits the step. */
function stepLifetime({ account }: ResolvedOptions): number {
  return account.emailVerificationBy === "code" ? account.codes.emailVerification.lifetime : account.loginTimeout;
}

interface Target {
  address: string;
  /** Null: the address is taken. */
  owner: AddressOwner | null;
}

/** The address that the login used; else, when none is verified, the primary one. */
function addressToVerify({ account, email, hidden, hiddenAccount }: Login): Target | null {
  if (account === null) {
    if (email === null) return null;
    if (hidden.includes("email")) return { address: email, owner: null };
    const isOwn = hiddenAccount?.emails.some(({ address, verifiedAt }) => address === email && verifiedAt === null);
    return hiddenAccount !== null && isOwn
      ? { address: email, owner: { account: hiddenAccount, isHidden: true } }
      : null;
  }
  const used = account.emails.find(({ address }) => address === email);
  const owner = { account, isHidden: false };
  if (used !== undefined) return used.verifiedAt === null ? { address: used.address, owner } : null;
  const primary = primaryOf(account);
  const isVerified = account.emails.some(({ verifiedAt }) => verifiedAt !== null);
  return primary === null || isVerified ? null : { address: primary.address, owner };
}

/**
 * The mail for a pending login. When the limit of mails to one address is reached, a link is silently not sent again,
 * since the previous one still works; a code must be sent, since the previous one belongs to another flow.
 */
async function verificationEffects(
  request: AuthRequest,
  login: Login,
  target: Target,
): Promise<Effects & { codeHash?: string }> {
  const { options } = request.runtime;
  const key = limitKey({ method: "email", value: target.address });
  const allowance = await allowMessage(request, confirmEmailLimit(options), key);
  if (allowance.retryAfter === null) return { ...mailFor(request, login, target), undo: allowance.giveBack };
  if (options.account.emailVerificationBy === "link") return {};
  throw tooManyMails(allowance);
}

function tooManyMails({ retryAfter }: MessageAllowance): AuthError {
  return new AuthError("too_many_login_attempts", retryAfter === null ? {} : { retryAfter });
}

function mailFor(request: AuthRequest, { flowId }: Login, { address, owner }: Target): Effects & { codeHash?: string } {
  const email = owner?.account.emails.find((row) => row.address === address);
  if (owner === null || email === undefined)
    return { messages: [alreadyExistsMail(request, address)], store: (tx) => storeNoKey(request, tx) };
  if (request.runtime.options.account.emailVerificationBy === "code") {
    const { message, codeHash } = verificationCode(request, { flowId, address, account: owner.account });
    return { messages: [message], codeHash };
  }
  const { message, store } = verificationLink(request, owner, email);
  return { messages: [message], store };
}
