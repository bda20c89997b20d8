import {
  createWSClient,
  type OperationLink,
  type TRPCLink,
  type WebSocketClientOptions,
  type WebSocketLinkOptions,
  wsLink,
} from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable } from "@trpc/server/observable";
import type { RequestSigner } from "./requestSigner.ts";
import type { Signal } from "./signal.ts";
import type { TokenStorage } from "./tokenStorage.ts";

/** Options of `authWsLink`: those of `createWSClient` and of `wsLink`, without the client, which it creates itself. */
export type AuthWsLinkOptions<Router extends AnyRouter> = WebSocketClientOptions &
  Omit<WebSocketLinkOptions<Router>, "client"> & {
    /** For apps that keep tokens instead of cookies [none: a browser]; the same as for `authLink`. */
    storage?: TokenStorage;
    /** The same as for `authLink` [none]. */
    dpop?: RequestSigner;
  };

/** One connection, and how many calls still use it. */
interface Socket<Router extends AnyRouter> {
  send: OperationLink<Router>;
  /** Begins a call. @returns a function that ends it */
  hold(): () => void;
  /** Closes it when its calls are finished. */
  retire(): void;
  /**
   * The same, but immediately ends what has not been sent yet, and does not reconnect: that would be as another user.
   */
  end(): void;
}

/** Importing modules of the initial bundle would split that: hence the parameters. */
type AuthHeaders = (storage: TokenStorage) => Promise<Record<string, string>>;

/** Loaded by `authWsLink` with the first call. */
export function socketLink<Router extends AnyRouter>(
  options: AuthWsLinkOptions<Router>,
  authHeaders: AuthHeaders,
  credentialChange: Signal<boolean | null>,
): TRPCLink<Router> {
  return (runtime) => {
    let socket: Socket<Router> | null = null;
    const restarts = new Set<(isSameUser: boolean | null) => void>();
    /** Earlier sockets, which may still carry mutations. */
    const retired = new Set<Socket<Router>>();
    credentialChange.listen((isSameUser) => {
      if (socket !== null) retired.add(socket);
      socket = null;
      for (const restart of [...restarts]) restart(isSameUser);
      for (const former of retired) {
        former.retire();
        if (isSameUser !== true) former.end();
      }
    });
    return ({ op, next }) =>
      observable((observer) => {
        let lastEventId: string | undefined;
        let stop = () => {};
        const begin = () => {
          socket ??= connect(options, { authHeaders, runtime, onClose: (closed) => retired.delete(closed) });
          const release = socket.hold();
          let isStopped = false;
          const input = lastEventId === undefined ? op.input : withLastEventId(op.input, lastEventId);
          const subscription = socket.send({ op: { ...op, input }, next }).subscribe({
            next(envelope) {
              if (isStopped) return;
              if ("id" in envelope.result && envelope.result.id !== undefined) lastEventId = envelope.result.id;
              observer.next(envelope);
            },
            error(error) {
              if (!isStopped) observer.error(error);
            },
            complete() {
              if (!isStopped) observer.complete();
            },
          });
          stop = () => {
            isStopped = true;
            subscription.unsubscribe();
            release();
          };
        };
        const restart = (isSameUser: boolean | null) => {
          stop();
          if (isSameUser === false) lastEventId = undefined;
          begin();
        };
        // A mutation may already have been executed: its response arrives on the socket where it was sent.
        if (op.type !== "mutation") restarts.add(restart);
        begin();
        return () => {
          restarts.delete(restart);
          stop();
        };
      });
  };
}

interface Connecting<Router extends AnyRouter> {
  authHeaders: AuthHeaders;
  runtime: Parameters<TRPCLink<Router>>[0];
  onClose(closed: Socket<Router>): void;
}

function connect<Router extends AnyRouter>(
  { storage, dpop, transformer, ...options }: AuthWsLinkOptions<Router>,
  { authHeaders, runtime, onClose }: Connecting<Router>,
): Socket<Router> {
  // Without the options that are not the client's; the router's generic type keeps the compiler from seeing that.
  const given = options as unknown as WebSocketClientOptions;
  const { connectionParams: own, url } = given;
  const withTokens = async (kept: TokenStorage) => {
    const params = typeof own === "function" ? await own() : own;
    const { authorization, ...others } = await authHeaders(kept);
    const shown = { ...params, ...others, ...(authorization === undefined ? {} : { authorization }) };
    if (dpop === undefined) return shown;
    return { ...shown, ...(await dpop.socketHeaders(typeof url === "function" ? await url() : url, authorization)) };
  };
  const client = createWSClient(
    storage === undefined ? given : { ...given, connectionParams: () => withTokens(storage) },
  );
  let calls = 0;
  let isRetired = false;
  const closeIfDone = () => {
    if (!isRetired || calls > 0) return;
    onClose(made);
    void client.close();
  };
  const made: Socket<Router> = {
    // The transformer is that of the options, whose type requires or forbids one by the app's router.
    send: wsLink<Router>({ client, transformer } as unknown as Parameters<typeof wsLink<Router>>[0])(runtime),
    hold() {
      calls++;
      return () => {
        calls--;
        closeIfDone();
      };
    },
    retire() {
      isRetired = true;
      closeIfDone();
    },
    // With this, tRPC ends calls that are not sent yet, and waits for those that were.
    end: () => void client.close(),
  };
  return made;
}

/** The field in which the server expects the id of the last event when a client reconnects. */
function withLastEventId(input: unknown, lastEventId: string): unknown {
  if (input === undefined || input === null) return { lastEventId };
  return typeof input === "object" && !Array.isArray(input) ? { ...input, lastEventId } : input;
}
