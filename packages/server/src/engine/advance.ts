import type { Account } from "../db/accounts.ts";
import { deleteFlow, deleteFlowByToken, type FlowRow, insertFlow, moveFlow } from "../db/flows.ts";
import { AuthError, type Refusal } from "../lib/authError.ts";
import { hashToken, newToken, type RawToken } from "../lib/token.ts";
import type { AuthState } from "../wire/state.ts";
import { authenticatedState, pendingState } from "./authState.ts";
import { type Change, change, emitEvent } from "./change.ts";
import { presentedFlowToken } from "./current.ts";
import { type Login, storeLogin } from "./login.ts";
import { type AuthRequest, earliest, later } from "./request.ts";
import { createSession, type NewSession } from "./sessions.ts";
import type { Effects, Stage, Waiting } from "./step.ts";
import { primaryOf, viewAccount } from "./view.ts";

/** What the answer to a step changes, in the transaction in which the login goes on. */
export type Answer = (change: Change) => Promise<Refusal | void>;

/**
 * Puts a login in front of the next stage that must hold it, or turns it into a session.
 *
 * The only way from a login to a session (order: `stages.ts`). The stages are asked first, of the account as it will
 * be; then `answer`, the flow and the session are stored in one transaction. Cookies, mail and events wait for its commit.
 *
 * @param answer what must hold for the login to go on: a code that is consumed, an account that is inserted
 * @throws AuthError `account_inactive` when the user may not log in
 */
export async function advance(request: AuthRequest, login: Login, answer?: Answer): Promise<AuthState> {
  assertDeliverable(request);
  const { next, effects } = await nextStage(request, login);
  try {
    return await change(request, async (within) => {
      const refusal = await answer?.(within);
      if (refusal) return refusal;
      if (login.account !== null) await assertMayLogin(request, login.account, within);
      for (const { messages = [], store } of effects) {
        await store?.(within.tx);
        within.send(...messages);
      }
      return next === null ? finish(request, login, within) : wait(request, { login, ...next }, within);
    });
  } catch (error) {
    for (const { undo } of effects) await undo?.();
    if (error instanceof AuthError && error.code === "account_inactive")
      emitEvent(request, { type: "login_failed", userId: login.account?.user.id ?? null, code: error.code });
    throw error;
  }
}

/** A token that could not be handed over would be a login lost: better to fail before anything is done. */
function assertDeliverable(request: AuthRequest): void {
  if (request.client === "browser") request.exchange.assertCookies();
}

interface NextStage {
  stage: Stage;
  waiting: Waiting;
}

/** The first stage that holds the login, and what is to be stored and sent for all that were asked. */
async function nextStage(request: AuthRequest, login: Login): Promise<{ next: NextStage | null; effects: Effects[] }> {
  const effects: Effects[] = [];
  for (const stage of request.runtime.steps.stages) {
    if (login.passed.includes(stage.id)) continue;
    const entered = await stage.enter(login, request);
    if (entered === null) continue;
    effects.push(entered);
    if (entered.state !== null) return { next: { stage, waiting: entered }, effects };
  }
  return { next: null, effects };
}

async function assertMayLogin(request: AuthRequest, account: Account, { tx }: Change): Promise<void> {
  if (!account.user.isActive) throw new AuthError("account_inactive");
  const { canLogin } = request.runtime.options.hooks;
  if (canLogin !== undefined && !(await canLogin(viewAccount(account), tx))) throw new AuthError("account_inactive");
}

async function wait(
  request: AuthRequest,
  { login, stage, waiting }: NextStage & { login: Login },
  within: Change,
): Promise<AuthState> {
  const { tx } = within;
  const step = {
    step: stage.id,
    state: waiting.state,
    login: storeLogin(login),
    codeHash: waiting.codeHash ?? null,
    expiresAt: earliest(later(request.now, waiting.lifetime), login.expiresAt),
  };
  if (login.isStored) {
    // A signup that went on from what a provider told has its account only now.
    const moved = await moveFlow(tx, login.flowId, { ...step, userId: login.account?.user.id ?? null });
    if (moved === null) throw new AuthError("no_pending_flow");
    return tellPending(request, moved, { token: null, within });
  }
  return openFlow(
    request,
    { ...step, id: login.flowId, sessionId: null, userId: login.account?.user.id ?? null, createdAt: request.now },
    within,
  );
}

/** A flow before a session, as it is stored. */
export type OpenFlow = Omit<FlowRow, "tokenHash" | "attempts" | "resends" | "changes">;

/** Stores a flow under a new token, in the place of whatever waited for this client before. */
export async function openFlow(request: AuthRequest, flow: OpenFlow, within: Change): Promise<AuthState> {
  const replaced = presentedFlowToken(request);
  if (replaced !== null) await deleteFlowByToken(within.tx, hashToken(replaced));
  const token = newToken(request.runtime.random.bytes);
  const row = await insertFlow(within.tx, { ...flow, tokenHash: hashToken(token) });
  return tellPending(request, row, { token, within });
}

function tellPending(
  request: AuthRequest,
  row: FlowRow,
  { token, within }: { token: RawToken | null; within: Change },
): Promise<AuthState> {
  within.afterCommit(() => {
    request.memo.flow = Promise.resolve(row);
    if (token !== null && request.client === "browser") request.runtime.cookies.set(request.exchange, "flow", token);
  });
  return pendingState(request, row, token);
}

async function finish(request: AuthRequest, login: Login, within: Change): Promise<AuthState> {
  const { account } = login;
  if (account === null) throw new Error("a login of nobody passed every stage");
  const { tx } = within;
  const created = await createSession(tx, request.runtime, { account, origin: { ...request, ...login } });
  if (created === null) throw new AuthError("account_inactive");
  if (login.isStored && !(await deleteFlow(tx, login.flowId))) throw new AuthError("no_pending_flow");
  const replaced = login.isStored ? null : presentedFlowToken(request);
  if (replaced !== null) await deleteFlowByToken(tx, hashToken(replaced));
  await request.runtime.options.hooks.onLogin?.(
    viewAccount(account),
    { methods: [...login.methods], client: request.client },
    tx,
  );
  const { session, token } = created;
  within.afterCommit(() => handOver(request, created, account));
  within.emit({ type: "login", userId: account.user.id, sessionId: session.id });
  return authenticatedState(request, { account, session, flows: [], token });
}

/** The token goes to the client, and the rest of this request is logged in. */
function handOver(request: AuthRequest, { session, token }: NewSession, account: Account): void {
  const { cookies, options } = request.runtime;
  request.memo.session = Promise.resolve({ session, user: account.user, primaryEmail: primaryOf(account), flows: [] });
  request.memo.flow = Promise.resolve(null);
  if (request.client !== "browser") return;
  cookies.set(
    request.exchange,
    "session",
    token,
    session.isPersistent ? { maxAgeSeconds: options.session.lifetime } : {},
  );
  if (presentedFlowToken(request) !== null) cookies.clear(request.exchange, "flow");
}
