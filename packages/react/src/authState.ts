import type { AuthState, EndedFlow } from "@latchkey/server/types";
import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import type { Caller } from "./binding.ts";
import { dropWaitingCalls } from "./waitingCalls.ts";

export const SESSION = "session.get";
const CONFIG = "session.config";
const CHANNEL = "latchkey";
/** Tells this tab from the others: a channel also hears what its own tab says. */
const TAB = Math.random().toString(36);

/** What tabs tell one another: that the state may have changed, and why a flow ended, which the server says once. */
interface Announcement {
  tab: string;
  ended: EndedFlow | undefined;
}

/** Marks queries of what belongs to the user, in their `meta`: they are stale once an action has changed anything. */
export const OWNED = "latchkey";

/** Who a state is about: what belongs to one identity is never shown to another. */
export function identityOf(state: AuthState | undefined): string | null {
  return state?.status === "authenticated" ? state.user.id : null;
}

export function endedOf(state: AuthState | undefined): EndedFlow | undefined {
  return state?.status === "anonymous" ? state.ended : undefined;
}

export function sessionKey(caller: Caller): QueryKey {
  return caller.query(SESSION).queryKey;
}

export function readState(caller: Caller): AuthState | undefined {
  return caller.queryClient.getQueryData<AuthState>(sessionKey(caller));
}

/** Asks the server for the state: something tells that it is no longer what it was. */
export function refreshState(caller: Caller): Promise<void> {
  return caller.queryClient.invalidateQueries({ queryKey: sessionKey(caller) });
}

/** Whoever the cache was last filled for, by client. */
const identities = new WeakMap<QueryClient, string | null>();
let changesOfIdentity = 0;

/** How often who is logged in has changed: an answer that was given before the last change is not for whoever is there now. */
export function countIdentities(): number {
  return changesOfIdentity;
}

/** Why a flow ended, as another tab heard it from the server; until the state is asked for anew. */
let heard: EndedFlow | undefined;

/**
 * Takes the answer of a call as the new state: it is in the cache when this resolves.
 *
 * When who is logged in changes, every query of the app is cancelled first, so that no answer which was under way for
 * the one is shown to the other, and reset after; other tabs are justEnded.
 */
export async function acceptState(caller: Caller, state: AuthState): Promise<AuthState> {
  const { queryClient } = caller;
  const queryKey = sessionKey(caller);
  const stored = withoutTokens(state);
  const before = identities.get(queryClient) ?? identityOf(readState(caller));
  const hasChanged = before !== identityOf(stored);
  await queryClient.cancelQueries(hasChanged ? {} : { queryKey });
  identities.set(queryClient, identityOf(stored));
  heard = undefined;
  queryClient.setQueryData(queryKey, stored);
  if (hasChanged) resetOthers(caller, before);
  // A step that was passed may have changed what is not on the page now. What is, is replaced by the hook whose action it was.
  else void queryClient.invalidateQueries({ refetchType: "none", predicate: ({ meta }) => meta?.[OWNED] === true });
  announce(endedOf(stored));
  return stored;
}

/** Tokens are for the link's storage; the cache may be persisted. */
function withoutTokens(state: AuthState): AuthState {
  if (state.status === "anonymous") return state;
  const { tokens: _tokens, ...rest } = state;
  return rest;
}

/**
 * Begins everything of the app anew, but for the state itself and what every visitor may know.
 *
 * The data of queries goes at once. They are fetched again only when React has drawn the new state: what it no longer
 * shows would otherwise ask once more, for somebody who has just logged out.
 */
function resetOthers(caller: Caller, former: string | null): void {
  const { queryClient } = caller;
  changesOfIdentity++;
  dropWaitingCalls();
  // What the former user began and could not send, being offline for instance, TanStack would send when it resumes.
  const mutations = queryClient.getMutationCache();
  for (const one of mutations.getAll()) if (former !== null && one.state.isPaused) mutations.remove(one);
  const textOf = ({ queryKey }: { queryKey: QueryKey }) => JSON.stringify(queryKey);
  const kept = [caller.query(SESSION), caller.query(CONFIG)].map(textOf);
  const isOther = (query: Query) => !kept.includes(textOf(query));
  // What is under way is cancelled by that too.
  for (const query of queryClient.getQueryCache().findAll({ predicate: isOther })) query.reset();
  afterDrawing(() => void queryClient.refetchQueries({ type: "active", predicate: isOther }));
}

/** TanStack tells React of a change in a timer of its own, which may be set only after this one: hence two of them. */
function afterDrawing(work: () => void): void {
  setTimeout(() => setTimeout(work));
}

/**
 * Notes who the state is about when it was fetched rather than accepted: an ended session, another tab's login.
 *
 * @param isCancelled whether the state was taken or asked for again meanwhile: all that counts then is why a flow ended
 * @returns the state to keep: why a flow ended stays in it, though the server has said so once
 */
export function noteFetchedState(caller: Caller, fetched: AuthState, isCancelled: boolean): AuthState {
  const { queryClient } = caller;
  const justEnded = endedOf(fetched);
  if (isCancelled) {
    heard = justEnded ?? heard;
    return fetched;
  }
  // Whoever heard it from another tab need not tell it to that one again.
  if (justEnded && !heard) announce(justEnded);
  const ended = justEnded ?? heard ?? endedOf(readState(caller));
  heard = undefined;
  const known = identities.get(queryClient);
  identities.set(queryClient, identityOf(fetched));
  if (known !== undefined && known !== identityOf(fetched)) resetOthers(caller, known);
  return ended && fetched.status === "anonymous" ? { ...fetched, ended } : fetched;
}

/** Forgets why a flow ended. */
export function dismissEnded(caller: Caller): void {
  const state = readState(caller);
  if (state?.status !== "anonymous") return;
  const { ended: _ended, ...rest } = state;
  caller.queryClient.setQueryData<AuthState>(sessionKey(caller), rest);
}

/** Tells other tabs that the state may have changed, and why a flow ended. */
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
  // Only `announce` above speaks on this channel.
  channel.onmessage = ({ data }: { data: Announcement }) => {
    if (data.tab === TAB) return;
    heard = data.ended ?? heard;
    listener();
  };
  return () => channel.close();
}
