import type { Account } from "../../db/accounts/accounts.ts";
import { adoptFlow, holdFlow } from "../../db/flows.ts";
import type { AuthenticatorRow, FlowRow } from "../../db/rows.ts";
import { advance } from "../../engine/advance.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { requireFlow } from "../../engine/current.ts";
import { type Login, storeLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { afterStep, resumeLogin } from "../../engine/resume.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthenticationMethod, AuthState } from "../../wire/state.ts";
import { addFactor } from "../factors.ts";
import { type MfaEnrollState, mfaEnrollState } from "./mfaEnroll.stage.ts";

/** A login whose user sets up a second factor. */
export interface Enrollment {
  flow: FlowRow;
  login: Login;
  account: Account;
  state: MfaEnrollState;
}

/** An {@link AuthState} with the recovery codes that belong to a first factor. */
export type EnrolledState = AuthState & { recoveryCodes?: string[] };

/** @throws AuthError `no_pending_flow` */
export async function requireEnrollment(request: AuthRequest): Promise<Enrollment> {
  const flow = await requireFlow(request, "mfa_enroll");
  const login = await resumeLogin(request, flow);
  if (login.account === null) throw new AuthError("no_pending_flow");
  return { flow, login, account: login.account, state: mfaEnrollState.parse(flow.state) };
}

/**
 * Locks the login and its account: it must still wait for a factor.
 *
 * @returns the current state
 * @throws AuthError `no_pending_flow`
 */
export async function holdEnrollment(
  { now }: AuthRequest,
  { flow }: Enrollment,
  { tx }: AuthTransaction,
): Promise<MfaEnrollState> {
  const held = await holdFlow(tx, { id: flow.id, step: flow.step, now });
  const state = held === null ? null : mfaEnrollState.parse(held.state);
  if (state === null || state.isEnrolled) throw new AuthError("no_pending_flow");
  return state;
}

/** A factor that has proved itself, and how that counts. */
interface ProvedFactor {
  row: AuthenticatorRow;
  method: AuthenticationMethod;
}

/** How a factor is set up. */
interface Setup {
  /** For a wrong answer, and for an authenticator that is registered already. */
  error: AuthError;
  /** Decides, and uses up the answer; null for a wrong one. */
  prove(state: MfaEnrollState, transaction: AuthTransaction): Promise<ProvedFactor | null>;
}

/**
 * Sets a factor up and counts it as given. The login then waits until its user has kept the recovery codes, so that a
 * page cannot take them away by going on; without any, it goes on at once.
 *
 * @throws AuthError `error`; `no_pending_flow`, `unverified_email`
 */
export async function enrollFactor(
  request: AuthRequest,
  enrollment: Enrollment,
  { error, prove }: Setup,
): Promise<EnrolledState> {
  const { flow, login, account } = enrollment;
  const { recoveryCodes } = await inTransaction<{ recoveryCodes?: string[] }>(request, async (transaction) => {
    const state = await holdEnrollment(request, enrollment, transaction);
    const proved = await prove(state, transaction);
    if (proved === null) return new Refusal(error);
    const { row, method } = proved;
    const added = await addFactor(request, { account, row, keeps: { flowId: flow.id } }, transaction);
    if (added === null) return new Refusal(error);
    await adoptFlow(transaction.tx, flow.id, {
      state: { ...state, setup: null, isEnrolled: true },
      login: storeLogin({ ...login, methods: [...login.methods, method] }),
    });
    return added;
  });
  invalidateReads(request);
  if (recoveryCodes === undefined) return completeEnrollment(request);
  return { ...(await authState(request)), recoveryCodes };
}

/**
 * Continues a login whose user has set up a factor and kept the recovery codes.
 *
 * @throws AuthError `second_factor_required` when none is set up yet; `no_pending_flow`
 */
export async function completeEnrollment(request: AuthRequest): Promise<AuthState> {
  const { flow, login, state } = await requireEnrollment(request);
  if (!state.isEnrolled) throw new AuthError("second_factor_required");
  return advance(request, afterStep(login, "mfa_enroll"), async ({ tx }) => {
    const held = await holdFlow(tx, { id: flow.id, step: flow.step, now: request.now });
    if (held === null) throw new AuthError("no_pending_flow");
  });
}
