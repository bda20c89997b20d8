import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import { transactionForHooks } from "../db/driver/namedStatements.ts";
import { moveFlow, takeFlow } from "../db/flows.ts";
import { AuthError, type Refusal } from "../lib/authError.ts";
import { earliest, later } from "../lib/instants.ts";
import type { AuthState } from "../wire/state.ts";
import { methodsIn } from "./audit/events.ts";
import { authenticatedState, pendingState } from "./authState.ts";
import type { AuthTransaction } from "./authTransaction.ts";
import { presentedFlowToken } from "./current.ts";
import { assertDeliverable, handOverFlow, type OpenedFlow, openFlow, replaceFlow } from "./flows/openFlow.ts";
import { type Login, storeLogin } from "./login.ts";
import { enterOwnStages } from "./ownStages/enterOwnStages.ts";
import type { AuthRequest, Effects, Step, Waiting } from "./request.ts";
import { endBeyondLimit } from "./sessions/sessionLimit.ts";
import { type NewSession, newSession, storeSession } from "./sessions/sessions.ts";
import type { TokenGrant } from "./tokens/accessTokens.ts";
import { type GivenSession, giveRefreshToken, prepareTokens } from "./tokens/sessionTokens.ts";
import { emitEvent, inTransaction } from "./transaction.ts";
import { primaryOf, viewAccount, viewSession } from "./view.ts";

/**
 * The change made by the answer to a step, in the transaction in which the login continues. It consumes its input by a
 * statement that locks the account as the flow knew it.
 */
export type Answer = (change: AuthTransaction) => Promise<Refusal | void>;

/**
 * Moves a login to the next stage that must hold it, or turns it into a session.
 *
 * The only way from a login to a session (order: `stages.ts`). The stages decide first, on the account as it will be;
 * then `answer`, the flow and the session are stored in one transaction, which compares the account's version with the
 * one that was read; in it, the app's own stages decide. Cookies, mail, events and the response to the client wait for
 * its commit.
 *
 * @param given as verified by this call
 * @param answer must succeed for the login to continue: it consumes a code or inserts an account
 * @throws AuthError `account_inactive` when the user may not log in; `max_sessions`; `no_pending_flow` when the account
 *   has changed since
 */
export async function advance(request: AuthRequest, given: Login, answer?: Answer): Promise<AuthState> {
  const login = { ...given, failures: Math.max(given.failures, request.limits.failures()) };
  assertDeliverable(request);
  await prepareTokens(request, null);
  const { next, effects, sent } = await nextStage(request, login);
  try {
    const prepared = next === null ? await prepareSession(request, login) : null;
    const outcome = await inTransaction(request, async (transaction) => {
      const refusal = await answer?.(transaction);
      if (refusal) return refusal;
      // Checked for a hidden signup as well: it is refused where an account would be.
      const account = login.account ?? login.hiddenAccount;
      if (account !== null) await assertMayLogin(request, account, transaction);
      const held = await enterOwnStages(request, { login, next: next?.stage.id ?? null }, transaction.tx);
      for (const { messages = [], store } of effects) {
        await store?.(transaction.tx);
        transaction.send(...messages);
      }
      const holding = held ?? next;
      // What a stage has sent without holding the login is not sent again when the login goes on.
      const waits = { ...login, passed: [...login.passed, ...sent] };
      if (holding !== null) return wait(request, { login: waits, ...holding }, transaction);
      return finish(request, { login, prepared }, transaction);
    });
    return "row" in outcome ? pendingState(request, outcome.row, outcome.token) : authenticatedState(request, outcome);
  } catch (error) {
    for (const { undo } of effects) await undo?.();
    throw await errorOfLogin(request, login, error);
  }
}

/** A login that lost a race against a change of the account gets the error that it would get now. */
async function errorOfLogin(request: AuthRequest, { account }: Login, error: unknown): Promise<unknown> {
  if (!(error instanceof AuthError) || account === null) return error;
  const isStale = error.code === "no_pending_flow";
  const current = isStale ? await findAccountById(request.runtime.database, account.user.id) : null;
  const reported = current?.user.isActive === false ? new AuthError("account_inactive", { cause: error }) : error;
  if (reported.code === "account_inactive" || reported.code === "max_sessions")
    emitEvent(request, { type: "login_failed", userId: account.user.id, code: reported.code });
  return reported;
}

interface NextStage {
  stage: Step;
  waiting: Waiting;
}

interface Entered {
  next: NextStage | null;
  /** What all stages up to it store and send. */
  effects: Effects[];
  /** The stages that send something but let the login pass. */
  sent: string[];
}

/** The first stage that holds the login. */
async function nextStage(request: AuthRequest, login: Login): Promise<Entered> {
  const effects: Effects[] = [];
  const sent: string[] = [];
  for (const stage of request.runtime.steps.stages) {
    if (login.passed.includes(stage.id)) continue;
    const entered = await stage.enter(login, request);
    if (entered === null) continue;
    effects.push(entered);
    if (entered.state !== null) return { next: { stage, waiting: entered }, effects, sent };
    sent.push(stage.id);
  }
  return { next: null, effects, sent };
}

async function assertMayLogin(request: AuthRequest, account: Account, { tx }: AuthTransaction): Promise<void> {
  if (!account.user.isActive) throw new AuthError("account_inactive");
  const { canLogin } = request.runtime.options.hooks;
  if (canLogin !== undefined && !(await canLogin(viewAccount(account), tx))) throw new AuthError("account_inactive");
}

async function wait(
  request: AuthRequest,
  { login, stage, waiting }: NextStage & { login: Login },
  transaction: AuthTransaction,
): Promise<OpenedFlow> {
  const { account } = login;
  const step = {
    step: stage.id,
    state: waiting.state,
    login: storeLogin(login),
    codeHash: waiting.codeHash ?? null,
    expiresAt: earliest(later(request.now, waiting.lifetime), login.expiresAt),
    // A signup that continues with a provider's data has its account only now.
    userId: account?.user.id ?? null,
    userVersion: account === null ? null : transaction.versionOf(account.user),
  };
  if (!login.isStored)
    return openFlow(request, { ...step, id: login.flowId, sessionId: null, createdAt: request.now }, transaction);
  const moved = await moveFlow(transaction.tx, login.flowId, step);
  if (moved === null) throw new AuthError("no_pending_flow");
  return handOverFlow(request, { row: moved, token: null }, transaction);
}

interface Finished extends GivenSession {
  account: Account;
}

/** The session of a login that has passed every stage, and its tokens, before any of it is stored. */
interface PreparedSession {
  made: NewSession;
  grant: TokenGrant | null;
}

/** @returns null when there is no account */
async function prepareSession(request: AuthRequest, login: Login): Promise<PreparedSession | null> {
  const { account } = login;
  if (account === null) return null;
  const last = login.methods.at(-1);
  // Without a record (a signup that set no credential) the beginning of the session counts.
  const origin = { ...request, ...login, authenticatedAt: last === undefined ? request.now : new Date(last.at) };
  const made = newSession(request.runtime, { account, origin });
  const grant = await prepareTokens(request, {
    user: viewAccount(account),
    session: viewSession(request, made.session),
  });
  return { made, grant };
}

async function finish(
  request: AuthRequest,
  { login, prepared }: { login: Login; prepared: PreparedSession | null },
  transaction: AuthTransaction,
): Promise<Finished> {
  const { account } = login;
  if (account === null || prepared === null) throw new Error("a login of nobody passed every stage");
  const { made, grant } = prepared;
  const { session } = made;
  const { tx } = transaction;
  if (login.isStored && !(await takeFlow(tx, login.flowId))) throw new AuthError("no_pending_flow");
  const userVersion = transaction.versionOf(account.user);
  const seen = { ...account, user: { ...account.user, version: userVersion } };
  if (!(await storeSession(tx, made, seen))) throw new AuthError("no_pending_flow");
  await endBeyondLimit(request, session, transaction);
  const issued = await giveRefreshToken(request, { session, userVersion, grant }, transaction);
  const replaced = login.isStored ? null : presentedFlowToken(request);
  if (replaced !== null) await replaceFlow(replaced, transaction);
  for (const complete of request.runtime.steps.completions) await complete(request, login, transaction);
  await request.runtime.options.hooks.onLogin?.(
    viewAccount(account),
    { methods: [...login.methods], client: request.client },
    transactionForHooks(tx),
  );
  transaction.afterCommit(() => handOver(request, made, account));
  const detail = methodsIn(login.methods);
  transaction.emit({
    type: "login",
    userId: account.user.id,
    sessionId: session.id,
    ...(detail === "" ? {} : { detail }),
  });
  return { ...made, issued, account };
}

/** The token goes to the client, and the rest of this request is logged in. */
function handOver(request: AuthRequest, { session, token }: NewSession, account: Account): void {
  const { cookies, options } = request.runtime;
  delete request.memo.actor;
  request.memo.session = Promise.resolve({ session, user: account.user, primaryEmail: primaryOf(account), flows: [] });
  request.memo.flow = Promise.resolve(null);
  request.memo.sessionTokenHash = session.tokenHash;
  request.memo.flowTokenHash = null;
  if (request.client !== "browser") return;
  const lifetime = session.isPersistent ? { maxAgeSeconds: options.session.lifetime } : {};
  cookies.set(request.exchange, "session", token, lifetime);
  if (presentedFlowToken(request) !== null) cookies.clear(request.exchange, "flow");
}
