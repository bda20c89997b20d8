import type { AuthState } from "@latchkey/server/types";
import type { Query, QueryClient } from "@tanstack/react-query";
import type { Caller } from "./binding.ts";
import { dropParkedCalls } from "./parkedCalls.ts";

const SESSION = "session.get";
const CONFIG = "session.config";
const CHANNEL = "latchkey";
/** Tells this tab from the others: a channel also hears what its own tab says. */
const TAB = Math.random().toString(36);

/** Who a state is about: what belongs to one identity is never shown to another. */
export function identityOf(state: AuthState | undefined): string | null {
  return state?.status === "authenticated" ? state.user.id : null;
}

export function sessionQuery(caller: Caller) {
  return caller.query(SESSION);
}

/** Whoever the cache was last filled for, by client. */
const identities = new WeakMap<QueryClient, string | null>();

/**
 * Takes the answer of a call as the new state: it is in the cache when this resolves.
 *
 * When who is logged in changes, every query of the app is cancelled first, so that no answer which was under way for
 * the one is shown to the other, and reset after; other tabs are told.
 */
export async function acceptState<State extends AuthState>(caller: Caller, state: State): Promise<State> {
  const { queryClient } = caller;
  const { queryKey } = sessionQuery(caller);
  const stored = withoutTokens(state);
  const before = identities.get(queryClient) ?? identityOf(queryClient.getQueryData<AuthState>(queryKey));
  const hasChanged = before !== identityOf(stored);
  if (hasChanged) await queryClient.cancelQueries();
  else await queryClient.cancelQueries({ queryKey });
  identities.set(queryClient, identityOf(stored));
  queryClient.setQueryData(queryKey, stored);
  if (hasChanged) {
    dropParkedCalls();
    resetOthers(caller);
  }
  announce();
  return stored;
}

/** Tokens are for the link's storage; the cache may be persisted. */
function withoutTokens<State extends AuthState>(state: State): State {
  if (!("tokens" in state)) return state;
  const { tokens: _tokens, ...rest } = state;
  // What is left of a state without its optional tokens is a state of the same kind.
  return rest as unknown as State;
}

/**
 * Begins every query of the app anew, but for the state itself and what every visitor may know.
 *
 * Their data goes at once. They are fetched again only when React has drawn the new state: what it no longer shows
 * would otherwise ask once more, for somebody who has just logged out.
 */
function resetOthers(caller: Caller): void {
  const { queryClient } = caller;
  const kept = new Set([SESSION, CONFIG].map((path) => JSON.stringify(caller.query(path).queryKey)));
  const isOther = (query: Query) => !kept.has(JSON.stringify(query.queryKey));
  for (const query of queryClient.getQueryCache().findAll({ predicate: isOther })) query.reset();
  afterDrawing(() => void queryClient.refetchQueries({ type: "active", predicate: isOther }));
}

/** TanStack tells React of a change in a timer of its own, which may be set only after this one: hence two of them. */
function afterDrawing(work: () => void): void {
  setTimeout(() => setTimeout(work));
}

/** Notes who the state is about when it was fetched rather than accepted: an ended session, another tab's login. */
export function noteFetchedState(caller: Caller, state: AuthState): void {
  const { queryClient } = caller;
  const known = identities.get(queryClient);
  identities.set(queryClient, identityOf(state));
  if (known === undefined || known === identityOf(state)) return;
  dropParkedCalls();
  const { queryKey } = sessionQuery(caller);
  const own = JSON.stringify(queryKey);
  void queryClient.cancelQueries({ predicate: (query) => JSON.stringify(query.queryKey) !== own });
  resetOthers(caller);
}

/** Tells other tabs that the state may have changed. */
function announce(): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(TAB);
  channel.close();
}

/** @returns a function that stops listening */
export function onAnnouncement(listener: () => void): () => void {
  if (typeof BroadcastChannel === "undefined") return () => {};
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: { data: unknown }) => {
    if (data !== TAB) listener();
  };
  return () => channel.close();
}
