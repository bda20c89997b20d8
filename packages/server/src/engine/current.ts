import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import { type FoundFlow, findFlowAndAccount, findFlowByToken } from "../db/flows.ts";
import type { FlowRow } from "../db/rows.ts";
import type { FoundSession } from "../db/sessions.ts";
import { readAuthorization, readFlowToken } from "../http/client.ts";
import { AuthError } from "../lib/authError.ts";
import { hashToken, isTokenShaped } from "../lib/token.ts";
import type { EndReason } from "../wire/state.ts";
import type { AuthRequest, StepId } from "./request.ts";
import { isIdle, noteActivity } from "./sessions/activity.ts";
import { isKnownFlow } from "./step.ts";
import { isOf, type PresentedToken, readPresentedToken } from "./tokens/presentedToken.ts";

/** The token that the request presents for a session, by the rules of its client; null when it presents none. */
export function presentedSessionToken(request: AuthRequest): string | null {
  const { exchange, client, runtime } = request;
  return client === "app" ? (readAuthorization(exchange)?.token ?? null) : runtime.cookies.read(exchange, "session");
}

/**
 * The hashes of all tokens that may belong to a session of this client, for logging out; this includes duplicate
 * cookies, which give no access.
 *
 * @throws AuthError `session_gone` for an access token that has expired: it no longer proves which session to end
 */
export async function presentedSessionHashes(request: AuthRequest): Promise<string[]> {
  const { exchange, client, runtime } = request;
  if (client === "browser") return runtime.cookies.readAll(exchange, "session").filter(isTokenShaped).map(hashToken);
  const token = presentedSessionToken(request);
  const presented = await presentedSession(request);
  if (presented === null && token !== null && runtime.tokens !== null) throw new AuthError("session_gone");
  return presented === null ? [] : [presented.tokenHash];
}

/**
 * The presented session token, before its session is looked up. Uses up the proof that comes with a bound token.
 *
 * @throws AuthError `invalid_dpop_proof`, `use_dpop_nonce`
 */
export async function presentedSession(request: AuthRequest): Promise<PresentedToken | null> {
  const { client, exchange, runtime, openedAt, key } = request;
  if (client === "app") {
    const authorization = readAuthorization(exchange);
    return authorization === null ? null : readPresentedToken(runtime, { ...authorization, at: openedAt, key });
  }
  const token = presentedSessionToken(request);
  // A cookie never holds an access token, whoever put one there.
  return token !== null && isTokenShaped(token) ? { tokenHash: hashToken(token), claims: null } : null;
}

/** The token that the request presents for a pending flow; null when it presents none. */
export function presentedFlowToken(request: AuthRequest): string | null {
  const { exchange, client, runtime } = request;
  return client === "app" ? readFlowToken(exchange) : runtime.cookies.read(exchange, "flow");
}

const BEARER_OF_BROWSER =
  "A call shows a token as `Authorization: Bearer …` without the header `x-latchkey-client: app`: it is taken for a browser's, which shows cookies, and so for nobody's. Send both headers; with @latchkey/react, write `headers: () => authHeaders(storage)` in each link";

/** The session of the request, read once, at the first use; null when nobody is logged in. */
export function currentSession(request: AuthRequest): Promise<FoundSession | null> {
  request.memo.session ??= readSession(request);
  return request.memo.session;
}

async function readSession(request: AuthRequest): Promise<FoundSession | null> {
  const { sessionTokenHash: given } = request.memo;
  const { readSession: read, options, warn } = request.runtime;
  const presented =
    given === undefined ? await presentedSession(request) : given === null ? null : { tokenHash: given, claims: null };
  if (presented === null) {
    const isUnnamed = request.client === "browser" && isTokenShaped(readAuthorization(request.exchange)?.token ?? "");
    if (isUnnamed) warn("bearer", BEARER_OF_BROWSER);
    return null;
  }
  request.memo.readHash = presented.tokenHash;
  const found = await read(presented.tokenHash, request.now);
  if (found === null || found.session.client !== request.client || !isOf(presented, found.session)) return null;
  if (isIdle(found.session, options.session, request.now)) return null;
  request.exchange.markPrivate();
  request.memo.actor = found.session.actor;
  const flows = found.flows.filter((flow) => isKnownFlow(flow, request.runtime));
  return noteActivity(request, flows.length === found.flows.length ? found : { ...found, flows });
}

/** @throws AuthError `not_authenticated` without a token, `session_gone` with one that has ended */
export async function requireSession(request: AuthRequest): Promise<FoundSession> {
  const found = await currentSession(request);
  if (found !== null) return found;
  throw new AuthError(presentedSessionToken(request) === null ? "not_authenticated" : "session_gone");
}

/** The flow that is pending for this client before a session, read once, at the first use. */
export async function currentFlow(request: AuthRequest): Promise<FlowRow | null> {
  const found = await foundFlow(request);
  return found === null || found.ended !== null ? null : found.flow;
}

/** The flow of this client that has ended, with the reason; null when there was none, or it still waits. */
export async function endedFlow(request: AuthRequest): Promise<{ flow: FlowRow; reason: EndReason } | null> {
  const found = await foundFlow(request);
  return found === null || found.ended === null ? null : { flow: found.flow, reason: found.ended };
}

function foundFlow(request: AuthRequest): Promise<FoundFlow | null> {
  request.memo.flow ??= readFlow(request);
  return request.memo.flow;
}

async function readFlow(request: AuthRequest): Promise<FoundFlow | null> {
  const tokenHash = presentedFlowHash(request);
  if (tokenHash === null) return null;
  const found = await findFlowByToken(request.runtime.database, tokenHash, request.now);
  return found !== null && isKnownFlow(found.flow, request.runtime) ? found : null;
}

function presentedFlowHash(request: AuthRequest): string | null {
  const { flowTokenHash = hashOf(presentedFlowToken(request)) } = request.memo;
  return flowTokenHash;
}

function hashOf(token: string | null): string | null {
  return token === null || !isTokenShaped(token) ? null : hashToken(token);
}

/**
 * The flow that waits at this step: the session's when a user is logged in, otherwise the pending one.
 *
 * @throws AuthError `no_pending_flow`
 */
export async function requireFlow(request: AuthRequest, step: StepId): Promise<FlowRow> {
  const flow = await findFlow(request, step);
  if (flow === null) throw new AuthError("no_pending_flow");
  return flow;
}

/** As {@link findFlow}, with the flow's account: in one statement where nobody is logged in. */
export async function findFlowWithAccount(
  request: AuthRequest,
  step: StepId,
): Promise<{ flow: FlowRow; account: Account | null } | null> {
  const { database } = request.runtime;
  const tokenHash = (await currentSession(request)) === null ? presentedFlowHash(request) : null;
  if (tokenHash !== null && request.memo.flow === undefined) {
    const read = await findFlowAndAccount(database, tokenHash, request.now);
    const found = read !== null && isKnownFlow(read.flow, request.runtime) ? read : null;
    request.memo.flow = Promise.resolve(found);
    if (found === null || found.ended !== null || found.flow.step !== step) return null;
    return found;
  }
  const flow = await findFlow(request, step);
  // Looked up even where there is no account, so that the response takes the same time.
  return flow === null ? null : { flow, account: await findAccountById(database, flow.userId ?? flow.id) };
}

export async function findFlow(request: AuthRequest, step: StepId): Promise<FlowRow | null> {
  const session = await currentSession(request);
  const waiting = session?.flows.find((flow) => flow.step === step);
  if (waiting !== undefined) return waiting;
  if (session !== null) return findNewFlow(request, { session, step });
  const flow = await currentFlow(request);
  return flow?.step === step ? flow : null;
}

/** A flow that another process has stored within the session since this one cached it. */
async function findNewFlow(
  request: AuthRequest,
  { session, step }: { session: FoundSession; step: StepId },
): Promise<FlowRow | null> {
  const reread = request.runtime.rereadSession;
  const found = reread === null ? null : await reread(session.session.tokenHash, request.now);
  if (found === null) return null;
  request.memo.session = Promise.resolve(found);
  return found.flows.find((flow) => flow.step === step) ?? null;
}
