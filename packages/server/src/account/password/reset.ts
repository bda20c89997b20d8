import type { Account } from "../../db/accounts/accounts.ts";
import { takeResetKey } from "../../db/oneTimeKeys.ts";
import { advance } from "../../engine/advance.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { clearFlow, invalidateReads } from "../../engine/clientState.ts";
import { newLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { primaryOf } from "../../engine/view.ts";
import { factorsKey, limitKeysOf } from "../../identity/identifiers.ts";
import { notify } from "../../identity/notify.ts";
import { ownerShowsUp, type Takeover } from "../../identity/ownership/ownership.ts";
import { applyTakeover } from "../../identity/ownership/showUp.ts";
import { removeAutomaticPasskeys } from "../../identity/passwords/automaticPasskeys.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthenticationMethod, AuthState } from "../../wire/state.ts";
import {
  answerResetCode,
  contactOf,
  countResetCode,
  findResetTarget,
  makeTarget,
  type ResetTarget,
} from "./resetTarget.ts";

/**
 * Sets a new password with the key of a link or the code of the waiting step. It verifies the address or number, and
 * its owner has shown up: every session, pending login, key and trusted browser ends, contacts that were not verified
 * are removed, and failed logins no longer count. Second factors are kept, except in an account of which nothing was
 * ever verified: there they may be a stranger's. Passkeys that browsers created on the strength of a password are not.
 *
 * Logs in only where the app wants that (`account.loginOnPasswordReset`), and then through every stage.
 *
 * @throws AuthError `invalid_password_reset`, `incorrect_code`, `no_pending_flow` (param `key`), `password_too_*`
 *   (param `password`): a weak password uses nothing up
 */
export async function resetPassword(
  request: AuthRequest,
  { key, password }: { key: string; password: string },
): Promise<AuthState> {
  const { options, passwords, rateLimits } = request.runtime;
  const target = await findResetTarget(request, key);
  await countResetCode(request, target);
  const problem = await passwords.check(password, aboutTarget(request, target), "password");
  if (problem !== null) throw new AuthError([problem]);
  const passwordHash = await passwords.hash(password, request);
  const reset = { target, key, passwordHash, takeover: takeoverOf(request, target) };
  const answer = (transaction: AuthTransaction) => setPassword(request, reset, transaction);
  const state = options.account.loginOnPasswordReset
    ? await logInAfter(request, reset, answer)
    : await inTransaction(request, answer).then(() => authState(request));
  if (reset.takeover !== null) {
    const { account } = reset.takeover;
    await rateLimits.clear("loginFailed", [...limitKeysOf(account), factorsKey(account.user.id)], request.now);
  }
  return state;
}

/**
 * Until a code is known to be right, only the identifier that the client entered is compared: the rest would reveal the
 * account.
 */
function aboutTarget({ runtime }: AuthRequest, target: ResetTarget): string[] {
  const { appName } = runtime.options;
  if (target.by === "code") return [appName, target.state.recipient];
  const { user, emails } = target.account;
  return [appName, ...emails.map(({ address }) => address), user.username, user.phone].filter((text) => text !== null);
}

function takeoverOf({ now }: AuthRequest, target: ResetTarget): Takeover | null {
  if (target.account === null) return null;
  return ownerShowsUp(target.account, { contact: contactOf(target), by: "reset", at: now });
}

interface Reset {
  target: ResetTarget;
  key: string;
  passwordHash: string;
  takeover: Takeover | null;
}

async function setPassword(request: AuthRequest, reset: Reset, transaction: AuthTransaction): Promise<Refusal | void> {
  const { target, passwordHash, takeover } = reset;
  const refusal = await useKey(request, reset, transaction);
  if (refusal !== null) return refusal;
  const { account } = target;
  if (account === null || takeover === null) return new Refusal(new AuthError("incorrect_code", { param: "key" }));
  const contact = contactOf(target);
  const takenFlowId = target.by === "code" ? target.flow.id : undefined;
  const showing = { account, contact, takeover, takenFlowId, passwordHash, isToldOtherwise: true };
  const isOwner = await applyTakeover(request, showing, transaction);
  const userId = account.user.id;
  // Another account has verified the address meanwhile.
  if (!isOwner) throw new AuthError("invalid_password_reset", { param: "key" });
  await removeAutomaticPasskeys(request, account, transaction);
  transaction.afterCommit(() => invalidateReads(request));
  transaction.emit({ type: "password_reset", userId });
  // The verified address may not be the one that its owner reads every day.
  const { via, recipient } = contact;
  const primary = primaryOf(takeover.account)?.address;
  const recipients = new Set([...(primary === undefined ? [] : [primary]), ...(via === "email" ? [recipient] : [])]);
  for (const to of recipients)
    notify(request, { account: takeover.account, template: "password_was_reset", to }, transaction);
}

/** Consumes the key; or answers the flow, and locks it for the statement that consumes it. */
async function useKey(
  request: AuthRequest,
  { target, key }: Reset,
  transaction: AuthTransaction,
): Promise<Refusal | null> {
  if (target.by === "link") {
    const taken = await takeResetKey(transaction.tx, { keyHash: target.keyHash, now: request.now });
    if (taken === null) throw new AuthError("invalid_password_reset", { param: "key" });
    await makeTarget(request, target, transaction);
    return null;
  }
  const refusal = await answerResetCode(request, { target, key }, transaction);
  if (refusal !== null) return refusal;
  await makeTarget(request, target, transaction);
  transaction.afterCommit(() => clearFlow(request));
  return null;
}

async function logInAfter(
  request: AuthRequest,
  { target, passwordHash, takeover }: Reset,
  answer: (transaction: AuthTransaction) => Promise<Refusal | void>,
): Promise<AuthState> {
  const { via, recipient } = contactOf(target);
  const method: AuthenticationMethod = { method: "password_reset", at: request.now.toISOString(), email: recipient };
  const login = newLogin(request, {
    account: takeover === null ? null : withPassword(takeover.account, passwordHash),
    methods: [method],
    // This login used the address to which the link or code was sent.
    email: via === "email" ? recipient : null,
  });
  return advance(request, login, answer);
}

function withPassword({ user, ...account }: Account, passwordHash: string): Account {
  return { ...account, user: { ...user, passwordHash } };
}
