import { isSignupOpen } from "../config/signupOpen.ts";
import type { Account } from "../db/accounts/accounts.ts";
import { type DeletedFlow, takeEndedFlow } from "../db/endedFlows.ts";
import type { FlowRow } from "../db/rows.ts";
import type { FoundSession } from "../db/sessions.ts";
import type { RawToken } from "../lib/token.ts";
import type { Flow } from "../wire/flow.ts";
import type { AnonymousState, AuthenticatedState, AuthState, EndedFlow, PendingState } from "../wire/state.ts";
import { eventOf, expiriesOf } from "./audit/events.ts";
import { withEvents } from "./audit/withEvents.ts";
import { clearFlow, invalidateReads } from "./clientState.ts";
import { currentFlow, currentSession, endedFlow } from "./current.ts";
import type { AuthRequest } from "./request.ts";
import { listedProviders } from "./social/providers.ts";
import { describeFlow, flowIdOf } from "./step.ts";
import { type GivenSession, type RenewedSession, tokensOf } from "./tokens/sessionTokens.ts";
import { primaryOf, showUser, viewSession } from "./view.ts";

/** The session or the pending flow of this request at this point. */
export async function authState(request: AuthRequest): Promise<AuthState> {
  const current = await currentSession(request);
  if (current !== null) return sessionState(request, current);
  const flow = await currentFlow(request);
  return flow === null ? anonymousState(request) : pendingState(request, flow, null);
}

/**
 * As {@link authState}, along with the tokens that an app must keep from now on; null when there are no new ones.
 *
 * They have replaced the previous ones, and this is their only copy: if the session cannot be read, its state is told as
 * the change has left it.
 */
export async function renewedState(request: AuthRequest, given: RenewedSession | null): Promise<AuthState> {
  if (given === null) return authState(request);
  const current = await currentSession(request).catch((error: unknown) => {
    request.runtime.reportError(error);
    // The next call of a batch reads again.
    invalidateReads(request);
    return given.known;
  });
  return current === null ? authState(request) : withTokens(request, sessionState(request, current), given);
}

async function withTokens(
  request: AuthRequest,
  state: AuthenticatedState,
  given: GivenSession,
): Promise<AuthenticatedState> {
  const tokens = await tokensOf(request, given);
  return tokens === undefined ? state : { ...state, tokens };
}

/** No user; contains, once, why this client's pending flow has ended. */
export async function anonymousState(request: AuthRequest): Promise<AnonymousState> {
  const ended = await tellEnd(request);
  return { status: "anonymous", flows: await offeredFlows(request), ...(ended === null ? {} : { ended }) };
}

async function tellEnd(request: AuthRequest): Promise<EndedFlow | null> {
  const over = await endedFlow(request);
  if (over === null) return null;
  clearFlow(request);
  const { runtime } = request;
  const eventsOf = (taken: DeletedFlow | null) =>
    taken === null || taken.endedReason !== null ? [] : expiriesOf([taken]).map((event) => eventOf(request, event));
  // What had ended for another reason was reported then.
  const isReported = over.reason !== "expired" || !runtime.hasListener;
  const taken = await (isReported
    ? takeEndedFlow(runtime.database, over.flow.id)
    : withEvents(runtime, (database) => takeEndedFlow(database, over.flow.id), eventsOf));
  if (taken === null) return null;
  return { flow: flowIdOf(over.flow, request.runtime), reason: over.reason };
}

/** The state of a session that was read. */
function sessionState(request: AuthRequest, { session, user, primaryEmail, flows }: FoundSession): AuthenticatedState {
  const newest = flows[0];
  return {
    status: "authenticated",
    user: showUser(request.runtime.options, user, primaryEmail),
    session: viewSession(request, session),
    methods: session.methods,
    flow: newest === undefined ? null : describeFlow(newest, request.runtime),
  };
}

/** The state of a session that was just created; the response contains its token only for an app. */
export async function authenticatedState(
  request: AuthRequest,
  { account, ...given }: GivenSession & { account: Account },
): Promise<AuthenticatedState> {
  const made = { session: given.session, user: account.user, primaryEmail: primaryOf(account), flows: [] };
  return withTokens(request, sessionState(request, made), given);
}

/** The state of a pending flow; the response contains its token only for an app. */
export async function pendingState(request: AuthRequest, row: FlowRow, token: RawToken | null): Promise<PendingState> {
  const flow = describeFlow(row, request.runtime);
  const offered = await offeredFlows(request);
  const flows: Flow[] = offered.some(({ id }) => id === flow.id)
    ? offered.map((entry) => (entry.id === flow.id ? { ...entry, isPending: true } : entry))
    : [...offered, { id: flow.id, isPending: true, ...("types" in flow ? { types: flow.types } : {}) }];
  const state: PendingState = { status: "pending", flow, flows };
  return token !== null && request.client === "app" ? { ...state, tokens: { flowToken: token } } : state;
}

/** The flows that a client may begin while nobody is logged in, in allauth's order. */
async function offeredFlows(request: AuthRequest): Promise<Flow[]> {
  const { account, mfa, social } = request.runtime.options;
  const listed = await listedProviders(request);
  const redirecting = request.client === "browser" ? listed : [];
  const byToken = listed.filter(({ verifyToken }) => verifyToken !== undefined);
  const providers: Partial<Record<Flow["id"], string[]>> = {
    provider_redirect: redirecting.map(({ id }) => id),
    provider_token: byToken.map(({ id }) => id),
  };
  const offered: (Flow["id"] | false)[] = [
    !social.only && "login",
    account.loginByCode.enabled && "login_by_code",
    !social.only && (await isSignupOpen(request.runtime.options)) && "signup",
    redirecting.length > 0 && "provider_redirect",
    byToken.length > 0 && "provider_token",
    mfa.passkeyLogin && mfa.types.includes("webauthn") && "mfa_login_webauthn",
    !social.only && account.passwordResetBy === "code" && "password_reset_by_code",
  ];
  return offered.flatMap((id) => {
    if (id === false) return [];
    const of = providers[id];
    return [{ id, isPending: false, ...(of === undefined ? {} : { providers: of }) }];
  });
}
