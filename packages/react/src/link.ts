import type { Challenge } from "@latchkey/server/types";
import {
  type HTTPLinkOptions,
  httpLink,
  type Operation,
  type OperationLink,
  type TRPCClientError,
  type TRPCLink,
} from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable } from "@trpc/server/observable";
import { authErrorOf, hasCode } from "./authError.ts";
import type { Solutions } from "./challenges.ts";
import { credentialChange } from "./credentialChange.ts";
import { loadAppTokens, loadChallenges } from "./lazy.ts";
import { memberOf } from "./memberOf.ts";
import type { RequestSigner } from "./requestSigner.ts";
import { sessionEnd } from "./sessionEnd.ts";
import { createSetupHints, noteHeaders } from "./setupHints.ts";
import type { TokenStorage } from "./tokenStorage.ts";
import { addWaitingCall, noteCancelled, removeWaitingCall, type WaitingCall } from "./waitingCalls.ts";
import { shownChallenge } from "./waitingChallenge.ts";

/** Options of {@link authLink}: where and how auth mutations are sent, as for `httpLink`. */
export type AuthLinkOptions<Router extends AnyRouter> = HTTPLinkOptions<Router["_def"]["_config"]["$types"]> & {
  /** The key under which the auth router is mounted [auth]. */
  path?: string;
  /** For apps that keep tokens instead of cookies [none: a browser]. */
  storage?: TokenStorage;
  /** Binds an app's tokens to a key of the device [none]. */
  dpop?: RequestSigner;
};

/** In the form that bundlers replace; TanStack Query uses it as well. */
declare const process: { env: { NODE_ENV?: string } };

const isState = (answer: unknown) => memberOf(answer, "status") !== undefined;

/** The headers of an app's requests, for the links after {@link authLink}: `headers: () => authHeaders(storage)`. */
export async function authHeaders(storage: TokenStorage): Promise<Record<string, string>> {
  const headers = await (await loadAppTokens()).headersOf(storage);
  if (process.env.NODE_ENV !== "production") noteHeaders(storage, headers);
  return headers;
}

/**
 * A link to put before the app's own. It sends auth mutations in separate requests, because a cookie cannot be set once
 * a stream has begun, and a login cannot share a batch with calls that depend on it. It also stores an app's tokens,
 * replaces an access token before it expires, and holds calls that need recent authentication until the user has
 * reauthenticated, then retries them.
 *
 * An app's calls to the auth router are all sent this way, with its tokens: a response without them would not be about
 * their user.
 */
export function authLink<Router extends AnyRouter>(options: AuthLinkOptions<Router>): TRPCLink<Router> {
  const { path = "auth", storage, dpop, ...http } = options;
  /** What adds the solution of a challenge to the headers of a call. */
  const solutions: Solutions = new WeakMap();
  const own =
    storage === undefined
      ? http.headers
      : async (given: { op: Operation }) => (await loadAppTokens()).linkHeaders(http.headers, given, { storage, path });
  const headers = async (given: { op: Operation }) => {
    const plain = typeof own === "function" ? await own(given) : own;
    return solutions.get(given.op)?.(plain) ?? plain ?? {};
  };
  const fetch = dpop && { fetch: dpop.over(http.fetch) };
  // The options are those of `httpLink`, without our own three and with headers of the same kind; its type requires or
  // forbids a transformer by the app's router, which is not known here.
  const alone = httpLink<Router>({ ...http, ...fetch, headers } as unknown as HTTPLinkOptions<
    Router["_def"]["_config"]["$types"]
  >);
  const hints = process.env.NODE_ENV === "production" ? null : createSetupHints({ path, storage });
  return (runtime) => {
    const sendAlone = alone(runtime);
    /** How many mutations have returned a state: a response to an earlier call may be out of date. */
    let answers = 0;
    /** How many of our own mutations are finished: each may have renewed the token of a call in progress. */
    let renewals = 0;
    /** The logged-in user by the last response: an id, or undefined for none; null before the first response. */
    let user: unknown = null;
    const note = (answer: unknown, isChange = false) => {
      if (!isState(answer)) return;
      const former = user;
      user = memberOf(memberOf(answer, "user"), "id");
      if (isChange || (former !== null && former !== user)) credentialChange.emit(former === user);
    };
    const app = storage && { storage, path, sendAlone, hasCode, sessionEnd, credentialChange, note };
    return ({ op, next }) => {
      const begunBy = user;
      /** A call that one user began is not executed as another, whatever it waits for. */
      const isOthers = () => op.type === "mutation" && !!begunBy && !!user && begunBy !== user;
      const isOwn = op.path.startsWith(`${path}.`);
      const isChange = isOwn && op.type === "mutation";
      const isAlone = isChange || (isOwn && storage !== undefined);
      const call: ReturnType<OperationLink<Router>> = observable((observer) => {
        let waiting: WaitingCall | null = null;
        let subscription = { unsubscribe() {} };
        let met: Promise<(() => void) | void> | undefined;
        /** @param refusal the error of a call that is retried */
        let attempt = (isRetry: boolean, refusal?: TRPCClientError<Router>) => {
          if (refusal && isOthers()) return observer.error(refusal);
          const [asked, before] = [answers, renewals];
          const take = async (answer: unknown) => {
            if (isChange && isState(answer)) answers++;
            const told = isChange ? answers : asked;
            const isCurrent = () => told === answers;
            if (storage) await (await loadAppTokens()).keepTokens(storage, answer, { call: op, isCurrent });
            if (isChange) renewals++;
            if (isCurrent()) note(answer, isChange);
          };
          subscription = (isAlone ? sendAlone({ op, next }) : next(op)).subscribe({
            next(envelope) {
              const deliver = () => {
                // A query from before a login says nothing about it.
                if (process.env.NODE_ENV !== "production" && (isChange || asked === answers))
                  hints?.answered(op, envelope);
                observer.next(envelope);
                if (op.type !== "subscription") observer.complete();
              };
              if (isOwn && "data" in envelope.result) take(envelope.result.data).then(deliver, observer.error);
              else deliver();
            },
            error(error) {
              if (isOwn && !authErrorOf(error)) {
                if (process.env.NODE_ENV !== "production") hints?.failed(op.path, error);
                // The issues of zod, as JSON: without `authErrorFormatter` that is all there is.
                if (error.message[0] === "[") error.message = "Check what you entered.";
              }
              const isPage = typeof window !== "undefined";
              const canWait = isPage && !isRetry && op.path !== `${path}.account.reauthenticate`;
              const challenge = isPage && isAlone && authErrorOf(error)?.challenge;
              if (challenge) meet(challenge, error);
              else if (canWait && hasCode(error, "reauthentication_required")) park(error);
              else if (!hasCode(error, "session_gone")) {
                // A user is logged in, but the call was sent without the session: the state is requested again.
                if (!isOwn && before === renewals && hasCode(error, "not_authenticated")) {
                  if (process.env.NODE_ENV !== "production" && user === null) hints?.refusedAtFirst(op.path);
                  if (process.env.NODE_ENV !== "production" && user) hints?.refused(op.path);
                  if (user) sessionEnd.emit();
                }
                observer.error(error);
              }
              // Not within the response: tRPC's socket removes the request by its id after passing that on.
              else if (before !== renewals) queueMicrotask(() => attempt(isRetry, error));
              else end(isRetry, error).catch(observer.error);
            },
            complete() {
              if (op.type === "subscription") observer.complete();
            },
          });
        };
        /** An access token may have expired on the way; otherwise the session has ended. */
        const end = async (isRetry: boolean, error: TRPCClientError<Router>) => {
          if (app && (await (await loadAppTokens()).replace(app, op))) return attempt(isRetry, error);
          if (process.env.NODE_ENV !== "production") hints?.ended();
          if (user !== undefined) credentialChange.emit(false);
          user = undefined;
          sessionEnd.emit();
          observer.error(error);
        };
        const meet = (challenge: Challenge, error: TRPCClientError<Router>) => {
          met = loadChallenges().then(
            ({ meetChallenge }) =>
              meetChallenge(
                {
                  op,
                  challenge,
                  solutions,
                  error,
                  noteCancelled,
                  retry: () => attempt(true, error),
                  reject: () => observer.error(error),
                },
                shownChallenge,
                credentialChange,
              ),
            observer.error,
          );
        };
        const park = (error: TRPCClientError<Router>) => {
          const call = {
            flows: authErrorOf(error)?.flows ?? [],
            error,
            retry: () => attempt(true, error),
            reject: () => observer.error(error),
          };
          addWaitingCall(call);
          if (process.env.NODE_ENV !== "production") hints?.parked(op.path, call);
          waiting = call;
        };
        attempt(false);
        return () => {
          if (waiting !== null) removeWaitingCall(waiting);
          // Nothing more is sent for a call that nobody waits for.
          attempt = () => {};
          void met?.then((withdraw) => withdraw?.());
          subscription.unsubscribe();
        };
      });
      if (!app) return call;
      return observable((observer) => {
        const freshened = loadAppTokens().then((tokens) => tokens.freshen(app, op, { begunBy, isOthers }));
        const begun = freshened.then(() => call.subscribe(observer), observer.error);
        return () => void begun.then((subscription) => subscription?.unsubscribe());
      });
    };
  };
}
