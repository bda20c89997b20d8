import { type HTTPLinkOptions, httpLink, type Operation, TRPCClientError, type TRPCLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable } from "@trpc/server/observable";
import { authErrorOf, hasCode } from "./authError.ts";
import { loadAppTokens } from "./lazy.ts";
import { sessionEnd } from "./sessionEnd.ts";
import type { TokenStorage } from "./tokenStorage.ts";
import { addWaitingCall, removeWaitingCall, type WaitingCall } from "./waitingCalls.ts";

/** Options of {@link authLink}: where and how auth mutations go, as for `httpLink`. */
export type AuthLinkOptions<Router extends AnyRouter> = HTTPLinkOptions<Router["_def"]["_config"]["$types"]> & {
  /** The key under which the auth router is mounted [auth]. */
  path?: string;
  /** For apps that keep tokens instead of cookies [none: a browser]. */
  storage?: TokenStorage;
};

/** The headers of an app's requests, for the links after {@link authLink}: `headers: () => authHeaders(storage)`. */
export async function authHeaders(storage: TokenStorage): Promise<Record<string, string>> {
  return (await loadAppTokens()).headersOf(storage);
}

/**
 * A link to put before the app's own. It sends auth mutations in separate requests, because a cookie cannot be set once a
 * stream has begun, and a login cannot share a batch with calls that depend on it. It also stores an app's tokens, replaces
 * an access token before it expires, and holds calls that need recent authentication until the user has reauthenticated,
 * then retries them.
 */
export function authLink<Router extends AnyRouter>(options: AuthLinkOptions<Router>): TRPCLink<Router> {
  const { path = "auth", storage, ...http } = options;
  const headers =
    storage === undefined
      ? http.headers
      : async (given: { op: Operation }) => (await loadAppTokens()).linkHeaders(http.headers, given, { storage, path });
  // The options are those of `httpLink`, less our own two and with headers of the same kind; its type asks for a
  // transformer or forbids one by the app's router, which is not known here.
  const alone = httpLink<Router>({ ...http, headers } as unknown as HTTPLinkOptions<
    Router["_def"]["_config"]["$types"]
  >);
  return (runtime) => {
    const sendAlone = alone(runtime);
    const openApp = storage && (async () => (await loadAppTokens()).appTokens({ storage, path, sendAlone }));
    /** How many mutations of our own were answered: each may have renewed the token that a call under way carried. */
    let renewals = 0;
    return ({ op, next }) => {
      const isOwn = op.path.startsWith(`${path}.`);
      const isChange = isOwn && op.type === "mutation";
      return observable((observer) => {
        let waiting: WaitingCall | null = null;
        let subscription = { unsubscribe() {} };
        let isClosed = false;
        let isRefreshed = false;
        /** The access token that the call carries. */
        let carried: string | undefined;
        const fail = (cause: Error) => observer.error(TRPCClientError.from(cause));
        const start = (isRetry: boolean) => {
          if (!openApp) return send(isRetry);
          const freshen = async () => {
            carried = await (await openApp()).freshen();
            if (!isClosed) send(isRetry);
          };
          freshen().catch(fail);
        };
        const send = (isRetry: boolean) => {
          const before = renewals;
          subscription = (isChange ? sendAlone({ op, next }) : next(op)).subscribe({
            next(envelope) {
              const take = async () => {
                if (openApp && isOwn) await (await openApp()).keep(envelope.result);
                if (isChange) renewals++;
                observer.next(envelope);
                if (op.type !== "subscription") observer.complete();
              };
              // A login that cannot be stored is none.
              take().catch(fail);
            },
            error(error) {
              const canWait = !isRetry && typeof window !== "undefined" && op.path !== `${path}.account.reauthenticate`;
              if (canWait && hasCode(error, "reauthentication_required")) waiting = park(error, () => start(true));
              else if (!hasCode(error, "session_gone")) observer.error(error);
              else if (before !== renewals) start(isRetry);
              else recover(isRetry, error).catch(fail);
            },
            complete() {
              if (op.type === "subscription") observer.complete();
            },
          });
        };
        /** An access token may have expired on the way; a session that has ended, has ended. */
        const recover = async (isRetry: boolean, error: TRPCClientError<Router>) => {
          if (openApp && !isRefreshed && (await (await openApp()).refresh(carried))) {
            isRefreshed = true;
            return start(isRetry);
          }
          await storage?.set(null);
          sessionEnd.emit();
          observer.error(error);
        };
        const park = (error: TRPCClientError<Router>, retry: () => void): WaitingCall => {
          const call = { flows: authErrorOf(error)?.flows ?? [], retry, reject: () => observer.error(error) };
          addWaitingCall(call);
          return call;
        };
        start(false);
        return () => {
          isClosed = true;
          if (waiting !== null) removeWaitingCall(waiting);
          subscription.unsubscribe();
        };
      });
    };
  };
}
