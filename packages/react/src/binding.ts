import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { memberOf } from "./memberOf.ts";
import type { Input, MutationPath, Output, QueryPath } from "./paths.ts";

/** The options with which TanStack Query reads a query. */
interface QueryOptions<Data> {
  queryKey: QueryKey;
  queryFn(context: { signal: AbortSignal; queryKey: QueryKey }): Promise<Data>;
}

/** Calls procedures and names their queries, whichever binding the app uses. */
export interface Caller {
  readonly queryClient: QueryClient;
  mutate<Path extends MutationPath>(path: Path, input: Input<Path>): Promise<Output<Path>>;
  /** Reads a query without the cache: for data that must not stay in it. */
  fetch<Path extends QueryPath>(path: Path): Promise<Output<Path>>;
  query<Path extends QueryPath>(path: Path): QueryOptions<Output<Path>>;
}

/** Creates a {@link Caller} within a component. */
export type UseCaller = () => Caller;

/** A {@link Caller} as provided by both bindings: proxies that respond to any name. */
interface UntypedCaller {
  readonly queryClient: QueryClient;
  mutate(path: string, input: unknown): Promise<unknown>;
  fetch(path: string): Promise<unknown>;
  query(path: string): QueryOptions<unknown>;
}

interface UntypedClient {
  mutation(path: string, input: unknown): Promise<unknown>;
  query(path: string, input: unknown, options: { signal: AbortSignal }): Promise<unknown>;
}

/** A procedure of the options proxy: the members that are called. */
interface UntypedProcedure {
  mutationOptions(): { mutationFn(input: unknown): Promise<unknown> };
  queryOptions(): QueryOptions<unknown>;
}

/**
 * Binds to `trpc.auth` of `createTRPCReact`, to that of the options proxy of `@trpc/tanstack-react-query`, or to a hook
 * that returns the latter.
 *
 * Both are proxies that respond to any name. The classic one exposes its path, and finds its client in React's context;
 * the other one creates the options of a call itself.
 */
export function bind(auth: object): UseCaller {
  const useCaller = isHook(auth) ? bindHook(auth) : bindProxy(auth);
  // tRPC's proxies are typed only by the app's router; the server's router is checked against the table.
  return useCaller as UseCaller;
}

/** A hook such as `() => useTRPC().auth`; the proxies are functions as well, but have a member of every name. */
function isHook(auth: object): auth is () => object {
  return typeof auth === "function" && memberOf(auth, "session") === undefined;
}

function bindProxy(auth: object): () => UntypedCaller {
  const path = classicPath(auth);
  return path === null ? bindOptionsProxy(auth) : bindClassic(auth, path);
}

/** The options proxy of React's context, which on a server is a different one for each request. */
function bindHook(useAuthProxy: () => object): () => UntypedCaller {
  return function useContextCaller() {
    const queryClient = useQueryClient();
    const auth = useAuthProxy();
    return useMemo(() => optionsCaller(auth, queryClient), [auth, queryClient]);
  };
}

function classicPath(auth: object): string[] | null {
  try {
    const path = memberOf(call(auth, "_def"), "path");
    return Array.isArray(path) ? path.map(String) : null;
  } catch {
    // The options proxy has no `_def`.
    return null;
  }
}

function callerOf({ query, ...rest }: Omit<UntypedCaller, "fetch">): UntypedCaller {
  return {
    ...rest,
    query,
    fetch(path) {
      const { queryFn, queryKey } = query(path);
      return queryFn({ signal: new AbortController().signal, queryKey });
    },
  };
}

function bindClassic(auth: object, mount: string[]): () => UntypedCaller {
  const full = (path: string) => [...mount, ...path.split(".")];
  return function useClassicCaller() {
    const queryClient = useQueryClient();
    const client = clientOf(call(auth, "useUtils"));
    return useMemo(
      () =>
        callerOf({
          queryClient,
          mutate: (path, input) => client.mutation(full(path).join("."), input),
          query: (path) => ({
            queryKey: [full(path), { type: "query" }],
            queryFn: ({ signal }) => client.query(full(path).join("."), undefined, { signal }),
          }),
        }),
      [client, queryClient],
    );
  };
}

function clientOf(context: unknown): UntypedClient {
  const client = memberOf(context, "client");
  if (typeof memberOf(client, "mutation") !== "function")
    throw new Error("Latchkey: wrap the app in <trpc.Provider client={…} queryClient={…}>.");
  // tRPC's Provider holds its untyped client, which has these two methods among others.
  return client as UntypedClient;
}

function bindOptionsProxy(auth: object): () => UntypedCaller {
  return function useProxyCaller() {
    const queryClient = useQueryClient();
    return useMemo(() => optionsCaller(auth, queryClient), [queryClient]);
  };
}

function optionsCaller(auth: object, queryClient: QueryClient): UntypedCaller {
  // The options proxy responds to every path with a procedure of either kind; only its types know which of them exist.
  const at = (path: string) => path.split(".").reduce<unknown>(memberOf, auth) as UntypedProcedure;
  return callerOf({
    queryClient,
    mutate: async (path, input) => at(path).mutationOptions().mutationFn(input),
    query: (path) => at(path).queryOptions(),
  });
}

/** Calls `proxy.name()`: the only way to use a proxy that responds to any name without its types. */
function call(proxy: object, name: string): unknown {
  const method = memberOf(proxy, name);
  return typeof method === "function" ? Reflect.apply(method, proxy, []) : undefined;
}
