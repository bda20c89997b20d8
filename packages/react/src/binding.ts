import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

/** Calls procedures and names their queries, whichever binding the app uses. */
export interface Caller {
  readonly queryClient: QueryClient;
  mutate(path: string, input?: unknown): Promise<unknown>;
  /** Reads a query past the cache: for what must not stay in it. */
  fetch(path: string): Promise<unknown>;
  query(path: string): {
    queryKey: QueryKey;
    queryFn: (context: { signal: AbortSignal; queryKey: QueryKey }) => Promise<unknown>;
  };
}

/** Makes a {@link Caller} within a component. */
export type UseCaller = () => Caller;

interface UntypedClient {
  mutation(path: string, input: unknown): Promise<unknown>;
  query(path: string, input: unknown, options: { signal: AbortSignal }): Promise<unknown>;
}

/**
 * Binds to `trpc.auth` of `createTRPCReact`, or to that of the options proxy of `@trpc/tanstack-react-query`.
 *
 * Both are proxies that answer to any name. The classic one tells its path, and finds its client in React's context;
 * the other one makes the options of a call where it stands.
 */
export function bind(auth: object): UseCaller {
  const path = classicPath(auth);
  return path === null ? bindOptionsProxy(auth) : bindClassic(auth, path);
}

function classicPath(auth: object): string[] | null {
  try {
    const definition: unknown = invoke(auth, ["_def"]);
    const path: unknown =
      typeof definition === "object" && definition !== null ? Reflect.get(definition, "path") : null;
    return Array.isArray(path) ? path.map(String) : null;
  } catch {
    // The options proxy knows no `_def`.
    return null;
  }
}

function bindClassic(auth: object, mount: string[]): UseCaller {
  return function useClassicCaller() {
    const queryClient = useQueryClient();
    const client = clientOf(invoke(auth, ["useUtils"]));
    return useMemo<Caller>(() => {
      const full = (path: string) => [...mount, ...path.split(".")];
      return {
        queryClient,
        mutate: (path, input) => client.mutation(full(path).join("."), input),
        fetch: (path) => client.query(full(path).join("."), undefined, { signal: new AbortController().signal }),
        query: (path) => ({
          queryKey: [full(path), { type: "query" }],
          queryFn: ({ signal }) => client.query(full(path).join("."), undefined, { signal }),
        }),
      };
    }, [client, queryClient]);
  };
}

function clientOf(context: unknown): UntypedClient {
  const client: unknown = typeof context === "object" && context !== null ? Reflect.get(context, "client") : null;
  if (typeof client !== "object" || client === null || typeof Reflect.get(client, "mutation") !== "function")
    throw new Error("Latchkey: wrap the app in <trpc.Provider client={…} queryClient={…}>.");
  // tRPC's Provider holds its untyped client, which has just these two methods among others.
  return client as UntypedClient;
}

function bindOptionsProxy(auth: object): UseCaller {
  const call = (path: string, name: string) => invoke(auth, [...path.split("."), name]);
  return function useProxyCaller() {
    const queryClient = useQueryClient();
    return useMemo<Caller>(
      () => ({
        queryClient,
        async mutate(path, input) {
          const options = call(path, "mutationOptions") as { mutationFn(input: unknown): Promise<unknown> };
          return options.mutationFn(input);
        },
        fetch(path) {
          const { queryFn, queryKey } = call(path, "queryOptions") as ReturnType<Caller["query"]>;
          return queryFn({ signal: new AbortController().signal, queryKey });
        },
        // `queryOptions` of the proxy gives just these two, beside what is of no concern here.
        query: (path) => call(path, "queryOptions") as ReturnType<Caller["query"]>,
      }),
      [queryClient],
    );
  };
}

/** Calls `target.a.b()`: what a proxy that answers to any name can be asked without its types. */
function invoke(target: object, path: string[]): unknown {
  const [name = "", ...rest] = path;
  const next: unknown = Reflect.get(target, name);
  if (rest.length > 0) return invoke(next as object, rest);
  return (next as () => unknown)();
}
