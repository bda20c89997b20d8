import { type Account, replacePasswordHash } from "../../db/accounts.ts";
import { deleteFlow } from "../../db/flows.ts";
import { takeOneTimeKey } from "../../db/oneTimeKeys.ts";
import { deleteSocialAccountsOf } from "../../db/socialAccounts.ts";
import { advance } from "../../engine/advance.ts";
import { authState } from "../../engine/authState.ts";
import { type Change, change } from "../../engine/change.ts";
import { forgetFlow, forgetReads } from "../../engine/forget.ts";
import { beginLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { withVerifiedEmail, withVerifiedPhone } from "../../engine/resume.ts";
import { hasProof } from "../../identity/contact.ts";
import { endAccess } from "../../identity/endAccess.ts";
import { factorsKey, limitKeysOf } from "../../identity/identifiers.ts";
import { notify } from "../../identity/notify.ts";
import { removeFactors } from "../../identity/prove.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthenticationMethod, AuthState } from "../../wire/state.ts";
import { answerResetCode, findResetTarget, type ResetTarget } from "./resetTarget.ts";

/**
 * Sets a new password with the key of a link or the code of the step that waits. Every session, pending login and
 * trusted browser of the user ends, and failed logins no longer count. Second factors stay, but for an account of which
 * nothing was ever proved: there they may be a stranger's.
 *
 * Logs in only where the app wants that (`account.loginOnPasswordReset`), and then through every stage.
 *
 * @throws AuthError `invalid_password_reset`, `incorrect_code`, `no_pending_flow` (param `key`), `password_too_*` (param
 *   `password`): a weak password uses nothing up
 */
export async function resetPassword(
  request: AuthRequest,
  { key, password }: { key: string; password: string },
): Promise<AuthState> {
  const { options, passwords, rateLimits } = request.runtime;
  const target = await findResetTarget(request, key);
  const problem = await passwords.check(password, aboutTarget(request, target), "password");
  if (problem !== null) throw new AuthError([problem]);
  const passwordHash = await passwords.hash(password);
  const answer = (within: Change) => setPassword(request, { target, key, passwordHash }, within);
  const state = options.account.loginOnPasswordReset
    ? await logInAfter(request, { target, passwordHash }, answer)
    : await change(request, answer).then(() => authState(request));
  if (target.account !== null) {
    const keys = [...limitKeysOf(target.account), factorsKey(target.account.user.id)];
    await rateLimits.clear("loginFailed", keys, request.now);
  }
  return state;
}

/** Before a code is known to be right, only what its holder typed is compared: the rest would tell of the account. */
function aboutTarget({ runtime }: AuthRequest, target: ResetTarget): string[] {
  const { appName } = runtime.options;
  if (target.by === "code") return [appName, target.state.recipient];
  const { user, emails } = target.account;
  return [appName, ...emails.map(({ address }) => address), user.username, user.phone].filter((text) => text !== null);
}

interface NewPassword {
  target: ResetTarget;
  key: string;
  passwordHash: string;
}

async function setPassword(
  request: AuthRequest,
  { target, key, passwordHash }: NewPassword,
  within: Change,
): Promise<Refusal | void> {
  const refusal = await useKey(request, { target, key }, within);
  if (refusal !== null) return refusal;
  const { account } = target;
  if (account === null) return new Refusal(new AuthError("incorrect_code", { param: "key" }));
  const { id } = account.user;
  const isReplaced = await replacePasswordHash(within.tx, {
    userId: id,
    from: account.user.passwordHash,
    to: passwordHash,
  });
  // Two resets at once: the other one has set its password already, and the keys of both are void.
  if (!isReplaced) throw new AuthError("invalid_password_reset", { param: "key" });
  await endAccess(request, { userId: id, keptSessionId: null }, within);
  if (!hasProof(account)) {
    await removeFactors(within.tx, id);
    await deleteSocialAccountsOf(within.tx, id);
  }
  within.afterCommit(() => forgetReads(request));
  within.emit({ type: "password_reset", userId: id });
  notify(request, { account, template: "password_was_reset" }, within);
}

/** Consumes the key or the flow. */
async function useKey(
  request: AuthRequest,
  { target, key }: { target: ResetTarget; key: string },
  within: Change,
): Promise<Refusal | null> {
  if (target.by === "link") {
    const { keyHash } = target;
    const taken = await takeOneTimeKey(within.tx, { keyHash, purpose: "password_reset", now: request.now });
    if (taken === null) throw new AuthError("invalid_password_reset", { param: "key" });
    return null;
  }
  const refusal = await answerResetCode(request, { target, key }, within);
  if (refusal !== null) return refusal;
  if (!(await deleteFlow(within.tx, target.flow.id))) throw new AuthError("no_pending_flow");
  within.afterCommit(() => forgetFlow(request));
  return null;
}

async function logInAfter(
  request: AuthRequest,
  { target, passwordHash }: { target: ResetTarget; passwordHash: string },
  answer: (within: Change) => Promise<Refusal | void>,
): Promise<AuthState> {
  const { account } = target;
  const address = target.by === "link" ? target.address : target.state.recipient;
  const method: AuthenticationMethod = { method: "password_reset", at: request.now.toISOString(), email: address };
  const login = beginLogin(request, {
    account: account === null ? null : asReset(account, { target, passwordHash, at: request.now }),
    methods: [method],
    // The address that the link or code went to is what this login used.
    email: target.by === "link" || target.state.via === "email" ? address : null,
  });
  return advance(request, login, answer);
}

/** The account as the reset leaves it: with its new password, and with what the code proved. */
function asReset(
  account: Account,
  { target, passwordHash, at }: { target: ResetTarget; passwordHash: string; at: Date },
): Account {
  const factors = hasProof(account) ? account.factors : [];
  const changed = { user: { ...account.user, passwordHash }, emails: account.emails, factors };
  if (target.by === "link") return changed;
  const { via, recipient } = target.state;
  return via === "email" ? withVerifiedEmail(recipient, at)(changed) : withVerifiedPhone(at)(changed);
}
