import type { Account } from "../../db/accounts/accounts.ts";
import { findResetKey } from "../../db/oneTimeKeys.ts";
import type { FlowRow } from "../../db/rows.ts";
import { answerCode } from "../../engine/attempts.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { findFlowWithAccount } from "../../engine/current.ts";
import { requireHiddenAccount } from "../../engine/hiddenAccount.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { codesKey } from "../../identity/identifiers.ts";
import { type Contact, ownedAccount } from "../../identity/ownership/ownership.ts";
import { afterTakeover } from "../../identity/ownership/showUp.ts";
import { makeOwnersAccount } from "../../identity/signup/hiddenSignup.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import { hashToken, isTokenShaped } from "../../lib/token.ts";
import { type PasswordResetState, passwordResetState } from "./passwordResetByCode.step.ts";

/** The subject of a reset: the account behind a link, or the flow that waits for a code. */
export type ResetTarget = LinkTarget | CodeTarget;

/** A reset by the key of a link. */
export interface LinkTarget {
  by: "link";
  account: Account;
  /** The requested account of a hidden signup, which is not created yet. */
  hiddenAccount: Account | null;
  keyHash: string;
  contact: Contact;
}

/** A reset that waits for its code. */
export interface CodeTarget {
  by: "code";
  /** Null: there is no account, which the client must not notice. */
  account: Account | null;
  /** The requested account of a hidden signup, which is not created yet. */
  hiddenAccount: Account | null;
  flow: FlowRow;
  state: PasswordResetState;
}

/**
 * Finds what a key or code would reset. Uses nothing up.
 *
 * @throws AuthError `invalid_password_reset` (link), `no_pending_flow` (code); param `key`
 */
export async function findResetTarget(request: AuthRequest, key: string): Promise<ResetTarget> {
  const { database, options } = request.runtime;
  const waiting = await findFlowWithAccount(request, "password_reset_by_code");
  if (waiting !== null && !isTokenShaped(key)) {
    const { flow, account } = waiting;
    const state = passwordResetState.parse(flow.state);
    const hiddenAccount = state.draft === null ? null : requireHiddenAccount(state.draft);
    const owner = account ?? hiddenAccount;
    return { by: "code", account: owner === null ? null : ownedAccount(state, [owner]), hiddenAccount, flow, state };
  }
  if (options.account.passwordResetBy === "code") throw new AuthError("no_pending_flow");
  const keyHash = hashToken(key);
  const found = await findResetKey(database, { keyHash, now: request.now });
  const hiddenAccount = found?.draft == null ? null : requireHiddenAccount(found.draft);
  const account = found?.account ?? hiddenAccount;
  const recipient = account?.emails.find(({ address }) => address === found?.key.address)?.address;
  const contact = { via: "email", recipient: recipient ?? "" } as const;
  const isGood = account !== null && found?.key.userVersion === account.user.version && recipient !== undefined;
  if (!isGood || ownedAccount(contact, [account]) === null)
    throw new AuthError("invalid_password_reset", { param: "key" });
  return { by: "link", account, hiddenAccount, keyHash, contact };
}

/** Answers are counted by the link's caller, or by the recipient of the code. */
export const resetKeyLimits: LimitPlan = {
  volume: ["resetPasswordFromKey"],
  guesses: { names: ["codeFailed"], errors: ["incorrect_code"], param: "key" },
  isKeyed: true,
};

/** Counts an answer by the recipient of its code: a flow that is started again shares the count. */
export async function countResetCode(request: AuthRequest, target: ResetTarget): Promise<void> {
  await request.limits.take({ key: target.by === "link" ? null : codesKey(target.state) });
}

/** The recipient of the link or code. */
export function contactOf(target: ResetTarget): Contact {
  return target.by === "link" ? target.contact : target.state;
}

/**
 * Counts and compares the code of a reset.
 *
 * @returns the refusal to return from the transaction; null when the code was right
 */
export async function answerResetCode(
  request: AuthRequest,
  { target, key }: { target: CodeTarget; key: string },
  transaction: AuthTransaction,
): Promise<Refusal | null> {
  const { flow, account, state } = target;
  const { attempts } = request.runtime.options.account.codes.passwordReset;
  const rejected = "password_reset_code_rejected";
  const refusal = await answerCode(
    request,
    { flow, code: key, recipient: state.recipient, param: "key", maxAttempts: attempts, rejected },
    transaction,
  );
  if (refusal !== null) return refusal;
  return account === null ? new Refusal(new AuthError("incorrect_code", { param: "key" })) : null;
}

/**
 * Creates the account of a hidden signup with a verified contact of its own.
 * @throws AuthError `incorrect_code`, `invalid_password_reset` when the contact is taken
 */
export async function makeTarget(
  request: AuthRequest,
  target: ResetTarget,
  transaction: AuthTransaction,
): Promise<void> {
  const { hiddenAccount } = target;
  if (hiddenAccount === null) return;
  const { via, recipient } = contactOf(target);
  const contact = { via, recipient };
  const ends = afterTakeover(contact, target.by === "code" ? target.flow.id : undefined);
  if (await makeOwnersAccount(request, { hiddenAccount, contact, ends }, transaction)) return;
  throw new AuthError(target.by === "code" ? "incorrect_code" : "invalid_password_reset", { param: "key" });
}
