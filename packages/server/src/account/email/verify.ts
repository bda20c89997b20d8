import type { EmailRow } from "../../db/accounts.ts";
import { verifyEmailRow } from "../../db/emails.ts";
import { deleteFlow, type FlowRow } from "../../db/flows.ts";
import { findVerificationKey, takeOneTimeKey } from "../../db/oneTimeKeys.ts";
import { advance } from "../../engine/advance.ts";
import { answerCode } from "../../engine/attempts.ts";
import { authState } from "../../engine/authState.ts";
import { type Change, change } from "../../engine/change.ts";
import { currentFlow, currentSession, requireFlow } from "../../engine/current.ts";
import { forgetFlow, forgetReads } from "../../engine/forget.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin, withVerifiedEmail } from "../../engine/resume.ts";
import { keepOnlyEmail } from "../../identity/emailAddresses.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import { hashToken } from "../../lib/token.ts";
import type { AuthState } from "../../wire/state.ts";
import { addVerifiedEmail } from "./addVerified.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

/**
 * Proves an address with the key of a link, or with the code of the step that waits.
 *
 * @throws AuthError `invalid_or_expired_key` (link), `incorrect_code`, `email_taken`, `no_pending_flow` (code); param `key`
 */
export async function verifyEmail(request: AuthRequest, { key }: { key: string }): Promise<AuthState> {
  if (request.runtime.options.account.emailVerificationBy === "link") return verifyByLink(request, key);
  const flow = await requireFlow(request, "verify_email");
  return flow.sessionId === null ? verifyLogin(request, flow, key) : verifyAddition(request, flow, key);
}

/** The code of a login that waits: right, and the login goes on. */
async function verifyLogin(request: AuthRequest, flow: FlowRow, key: string): Promise<AuthState> {
  const { email } = verifyEmailState.parse(flow.state);
  const login = await resumeLogin(request, flow);
  const row = login.account?.emails.find(({ address }) => address === email);
  const proved = afterStep(login, "verify_email", withVerifiedEmail(email, request.now));
  return advance(request, proved, async (within) => {
    const refusal = await answerVerificationCode(request, { flow, key }, within);
    if (refusal !== null) return refusal;
    if (row === undefined) throw new AuthError("no_pending_flow");
    return proveAddress(request, row, within);
  });
}

/** The code of an address that is being added by somebody who is logged in. */
async function verifyAddition(request: AuthRequest, flow: FlowRow, key: string): Promise<AuthState> {
  const { email } = verifyEmailState.parse(flow.state);
  await change(request, async (within) => {
    const refusal = await answerVerificationCode(request, { flow, key }, within);
    return refusal ?? addVerifiedEmail(request, { flow, address: email }, within);
  });
  forgetReads(request);
  return authState(request);
}

export function answerVerificationCode(
  request: AuthRequest,
  { flow, key }: { flow: FlowRow; key: string },
  within: Change,
): Promise<Refusal | null> {
  const { attempts } = request.runtime.options.account.codes.emailVerification;
  const answer = { flow, code: key, param: "key", maxAttempts: attempts, rejected: "email_code_rejected" } as const;
  return answerCode(request, answer, within);
}

/** Marks the address as proved; a refusal when another account proved it meanwhile, so that the attempt is kept. */
async function proveAddress(request: AuthRequest, row: EmailRow, within: Change): Promise<Refusal | void> {
  const verified = await verifyEmailRow(within.tx, row.id, request.now);
  if (verified === null) return new Refusal(new AuthError("email_taken", { param: "key" }));
  within.emit({ type: "email_verified", userId: row.userId });
  if (request.runtime.options.account.changeEmail && !row.isPrimary) await keepOnlyEmail(request, verified, within);
}

/**
 * The key of a link. Whoever holds it proves the address, whoever they are; it logs in only the browser in which the
 * login began, and only where the app wants that.
 */
async function verifyByLink(request: AuthRequest, key: string): Promise<AuthState> {
  const { database, options } = request.runtime;
  const row = await findVerificationKey(database, { keyHash: hashToken(key), now: request.now });
  if (row === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
  const own = await ownWaitingLogin(request, row);
  const login = own === null ? null : await resumeLogin(request, own);
  // A signup by passkey goes on in any case: it is not logged in by the link, but asked for its passkey.
  if (login !== null && (options.account.loginOnEmailVerification || login.needsPasskey)) {
    const proved = afterStep(login, "verify_email", withVerifiedEmail(row.address, request.now));
    return advance(request, proved, (within) => takeLink(request, { key, row }, within));
  }
  await change(request, async (within) => {
    const refusal = await takeLink(request, { key, row }, within);
    if (refusal || own === null) return refusal;
    await deleteFlow(within.tx, own.id);
    within.afterCommit(() => forgetFlow(request));
  });
  forgetReads(request);
  return authState(request);
}

/** The login of this client that waits for just this address. */
export async function ownWaitingLogin(request: AuthRequest, { userId, address }: EmailRow): Promise<FlowRow | null> {
  if ((await currentSession(request)) !== null) return null;
  const flow = await currentFlow(request);
  if (flow?.step !== "verify_email" || flow.userId !== userId) return null;
  return verifyEmailState.parse(flow.state).email === address ? flow : null;
}

async function takeLink(
  request: AuthRequest,
  { key, row }: { key: string; row: EmailRow },
  within: Change,
): Promise<Refusal | void> {
  const taken = await takeOneTimeKey(within.tx, { keyHash: hashToken(key), purpose: "verify_email", now: request.now });
  if (taken === null) throw new AuthError("invalid_or_expired_key", { param: "key" });
  return proveAddress(request, row, within);
}
