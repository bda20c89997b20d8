import type { AuthFieldError } from "../wire/errors.ts";
import type { Flow } from "../wire/flow.ts";
import type { AuthState } from "../wire/state.ts";
import { asSessionToken, type Conversation, isSessionToken, Refused, SESSION_TOKEN } from "./conversation.ts";
import { viewFlows, viewMethods, viewUser } from "./views/state.ts";

/** An error in the protocol's form; its codes are allauth's. */
export interface FieldError extends Omit<AuthFieldError, "code"> {
  code: string;
}

/** An answer before it is written. */
export interface Answer {
  status: number;
  data?: unknown;
  meta?: Readonly<Record<string, unknown>>;
  errors?: readonly FieldError[];
  /** Seconds. */
  retryAfter?: number | undefined;
  /** Where the browser goes next; then there is no body. */
  location?: string;
  /** Who is logged in has changed to somebody: the CSRF token is replaced. */
  isLogin?: boolean;
}

export function ok(data?: unknown, meta?: Answer["meta"]): Answer {
  return { status: 200, ...(data === undefined ? {} : { data }), ...(meta === undefined ? {} : { meta }) };
}

/** Who is logged in, or what there is to do until somebody is: that is 401, and no failure. */
export function stateAnswer({ options }: Conversation, state: AuthState): Answer {
  const tokens = tokensOf(state);
  if (state.status === "authenticated") {
    const data = { user: viewUser(state.user), methods: viewMethods(state.methods) };
    return { status: 200, data, meta: { is_authenticated: true, ...tokens } };
  }
  const data = { flows: viewFlows(state.flows, { options, pending: state.status === "pending" ? state.flow : null }) };
  return { status: 401, data, meta: { is_authenticated: false, ...tokens } };
}

/** As {@link stateAnswer}, after a call that may have logged somebody in. */
export function loginAnswer(conversation: Conversation, state: AuthState): Answer {
  return { ...stateAnswer(conversation, state), isLogin: state.status === "authenticated" };
}

/** An app keeps one token: that of its session, or of what is pending. */
function tokensOf(state: AuthState) {
  const { sessionToken, flowToken, accessToken, refreshToken } = (state.status !== "anonymous" && state.tokens) || {};
  const token = sessionToken ?? (flowToken === undefined ? undefined : asSessionToken(flowToken));
  return {
    ...(token === undefined ? {} : { session_token: token }),
    ...(accessToken === undefined ? {} : { access_token: accessToken }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  };
}

/** What an anonymous client may begin, with a status that says why it is told. */
export async function anonymousAnswer(conversation: Conversation, status: 401 | 410): Promise<Answer> {
  const state = await (await conversation.anonymous()).call("session.get");
  return { ...stateAnswer(conversation, state), status };
}

/** Nobody is logged in: what is pending, or what can be begun. A token that has ended meanwhile is gone. */
export async function unauthenticatedAnswer(conversation: Conversation): Promise<Answer> {
  try {
    const state = await conversation.call("session.get");
    if (state.status !== "authenticated") return stateAnswer(conversation, state);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  const hasEnded = conversation.client === "app" && isSessionToken(conversation.incoming.header(SESSION_TOKEN));
  return anonymousAnswer(conversation, hasEnded ? 410 : 401);
}

/** Nothing waits at the step that was answered. */
export async function noStageAnswer(conversation: Conversation): Promise<Answer> {
  const state = await conversation.call("session.get");
  return state.status === "authenticated" ? anonymousAnswer(conversation, 401) : stateAnswer(conversation, state);
}

/** The user is logged in, but must prove it again. */
export async function reauthenticationAnswer(conversation: Conversation, flows: readonly Flow[]): Promise<Answer> {
  const state = await conversation.call("session.get");
  if (state.status !== "authenticated") return stateAnswer(conversation, state);
  const { data, meta } = stateAnswer(conversation, { ...state, flow: null });
  const offered = viewFlows(flows, { options: conversation.options, pending: state.flow });
  return { status: 401, data: { ...Object(data), flows: offered }, meta: { ...meta } };
}
