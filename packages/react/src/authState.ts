import type { AuthState, EndedFlow } from "@latchkey/server/types";
import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import type { Caller } from "./binding.ts";
import { updatePasskeys } from "./lazy.ts";
import { dropWaitingCalls, releaseWaitingCalls } from "./waitingCalls.ts";

export const SESSION = "session.get";
const CONFIG = "session.config";
const CHANNEL = "latchkey";
/** Distinguishes this tab from the others: a channel also delivers a tab's own messages. */
const TAB = Math.random().toString(36);

/** Messages between tabs: that the state may have changed, and why a flow ended, which the server reports once. */
interface Announcement {
  tab: string;
  ended: EndedFlow | undefined;
}

/** Marks queries of the user's data, in their `meta`: they are stale once an action has changed anything. */
export const OWNED = "latchkey";

/** The identity of a state: data of one identity is never shown to another. */
export function identityOf(state: AuthState | undefined): string | null {
  return state?.status === "authenticated" ? state.user.id : null;
}

export function endedOf(state: AuthState | undefined): EndedFlow | undefined {
  return state?.status === "anonymous" ? state.ended : undefined;
}

export function sessionKey(caller: Caller): QueryKey {
  return caller.query(SESSION).queryKey;
}

function readState(caller: Caller): AuthState | undefined {
  return caller.queryClient.getQueryData<AuthState>(sessionKey(caller));
}

/** Requests the state from the server: it may have changed. */
export function refreshState(caller: Caller): Promise<void> {
  return caller.queryClient.invalidateQueries({ queryKey: sessionKey(caller) });
}

/** The identity for which the cache was last filled, by client. */
const identities = new WeakMap<QueryClient, string | null>();
let changesOfIdentity = 0;

/** How often the logged-in user has changed: a response from before the last change is not for the current user. */
export function countIdentities(): number {
  return changesOfIdentity;
}

/** Why a flow ended, as reported by another tab; until the state is requested again. */
let heard: EndedFlow | undefined;

/**
 * Uses a call's response as the new state: it is in the cache when this resolves.
 *
 * When the logged-in user changes, every query of the app is first cancelled, so that no response in progress for one
 * user is shown to the other, and then reset; other tabs are notified.
 */
export async function acceptState(caller: Caller, state: AuthState): Promise<AuthState> {
  const { queryClient } = caller;
  const queryKey = sessionKey(caller);
  const stored = withoutTokens(state);
  const former = readState(caller);
  const before = identities.get(queryClient) ?? identityOf(former);
  const hasChanged = before !== identityOf(stored);
  await queryClient.cancelQueries(hasChanged ? {} : { queryKey });
  identities.set(queryClient, identityOf(stored));
  heard = undefined;
  queryClient.setQueryData(queryKey, stored);
  if (hasChanged) resetOthers(caller, before);
  // A completed step may have changed data that is not shown now. Data that is shown is replaced by the hook of the
  // action.
  else void queryClient.invalidateQueries({ refetchType: "none", predicate: ({ meta }) => meta?.[OWNED] === true });
  announce(endedOf(stored));
  if (hasChanged && stored.status === "authenticated") updatePasskeys(caller, stored);
  else if (isRenamed(stored, former)) updatePasskeys(caller);
  return stored;
}

/** Tokens are for the link's storage; the cache may be persisted. */
function withoutTokens(state: AuthState): AuthState {
  if (state.status === "anonymous") return state;
  const { tokens: _tokens, ...rest } = state;
  return rest;
}

/**
 * Resets everything of the app, except the state itself and what every visitor may see.
 *
 * The data of queries is removed immediately. They are fetched again only when React has rendered the new state:
 * components that disappear would otherwise fetch once more, for a user who has just logged out.
 */
function resetOthers(caller: Caller, former: string | null): void {
  const { queryClient } = caller;
  changesOfIdentity++;
  dropWaitingCalls();
  // TanStack would send the former user's unsent mutations, for instance from offline use, when it resumes.
  const mutations = queryClient.getMutationCache();
  for (const one of mutations.getAll()) if (former !== null && one.state.isPaused) mutations.remove(one);
  const textOf = ({ queryKey }: { queryKey: QueryKey }) => JSON.stringify(queryKey);
  const kept = [caller.query(SESSION), caller.query(CONFIG)].map(textOf);
  const isOther = (query: Query) => !kept.includes(textOf(query));
  // This also cancels those in progress.
  for (const query of queryClient.getQueryCache().findAll({ predicate: isOther })) query.reset();
  afterDrawing(() => void queryClient.refetchQueries({ type: "active", predicate: isOther }));
}

/**
 * TanStack notifies React of a change in a timer of its own, which may be set only after this one: hence two of them.
 */
function afterDrawing(work: () => void): void {
  setTimeout(() => setTimeout(work));
}

/**
 * Records the identity of a state that was fetched rather than accepted: an ended session, another tab's login.
 *
 * @param isCancelled whether the state was accepted or requested again meanwhile: then only the reason why a flow ended
 *   counts
 * @returns the state to keep: the reason why a flow ended stays in it, although the server reports it only once
 */
export function noteFetchedState(caller: Caller, fetched: AuthState, isCancelled: boolean): AuthState {
  const { queryClient } = caller;
  const justEnded = endedOf(fetched);
  if (isCancelled) {
    heard = justEnded ?? heard;
    return fetched;
  }
  const before = readState(caller);
  if (isReauthenticated(fetched, before)) releaseWaitingCalls();
  if (isRenamed(fetched, before)) updatePasskeys(caller);
  // A reason reported by another tab need not be announced again.
  if (justEnded && !heard) announce(justEnded);
  const ended = justEnded ?? heard ?? endedOf(before);
  heard = undefined;
  const known = identities.get(queryClient);
  identities.set(queryClient, identityOf(fetched));
  if (known !== undefined && known !== identityOf(fetched)) resetOthers(caller, known);
  return ended && fetched.status === "anonymous" ? { ...fetched, ended } : fetched;
}

/** Whether the user has reauthenticated elsewhere, such as in another window: calls that wait for that may run. */
function isReauthenticated(fetched: AuthState, before: AuthState | undefined): boolean {
  return (
    fetched.status === "authenticated" &&
    before?.status === "authenticated" &&
    fetched.session.id === before.session.id &&
    fetched.session.reauthenticatedAt > before.session.reauthenticatedAt
  );
}

/** Whether password managers still list the user's passkeys under a former name. */
function isRenamed(state: AuthState, before: AuthState | undefined): boolean {
  if (state.status !== "authenticated" || before?.status !== "authenticated") return false;
  const nameOf = ({ user: { email, username, display } }: typeof state) => [email, username, display].join();
  return state.user.id === before.user.id && nameOf(state) !== nameOf(before);
}

/** Forgets why a flow ended. */
export function dismissEnded(caller: Caller): void {
  const state = readState(caller);
  if (state?.status !== "anonymous") return;
  const { ended: _ended, ...rest } = state;
  caller.queryClient.setQueryData<AuthState>(sessionKey(caller), rest);
}

/** Announces to other tabs that the state may have changed, and why a flow ended. */
function announce(ended: EndedFlow | undefined): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ tab: TAB, ended } satisfies Announcement);
  channel.close();
}

/** @returns a function that stops listening */
export function onAnnouncement(listener: () => void): () => void {
  if (typeof BroadcastChannel === "undefined") return () => {};
  const channel = new BroadcastChannel(CHANNEL);
  // Only `announce` above posts to this channel.
  channel.onmessage = ({ data }: { data: Announcement }) => {
    if (data.tab === TAB) return;
    heard = data.ended ?? heard;
    listener();
  };
  return () => channel.close();
}
