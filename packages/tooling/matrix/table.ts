/** The adapters of tRPC in the matrix. */
export const ADAPTERS = {
  fetch: "Fetch: `fetchRequestHandler`",
  hono: "Hono: `@hono/trpc-server`",
  standalone: "Node: `createHTTPServer`",
  express: "Express 5: `createExpressMiddleware`",
  fastify: "Fastify 5: `fastifyTRPCPlugin`",
  "next app": "Next 16, App Router: `fetchRequestHandler`",
  "next pages": "Next 16, pages API: `createNextApiHandler`",
} as const;

/** The transports of an app's calls: the link after `authLink`. */
export const TRANSPORTS = {
  http: "`httpLink`",
  batch: "`httpBatchLink`",
  stream: "`httpBatchStreamLink`",
  sse: "`httpSubscriptionLink`",
  websocket: "`authWsLink`",
} as const;

export const TRANSFORMERS = ["none", "superjson"] as const;
export const BINDINGS = ["@trpc/react-query", "@trpc/tanstack-react-query"] as const;
export const CLIENTS = ["browser", "app"] as const;

export type AdapterName = keyof typeof ADAPTERS;
export type Transport = keyof typeof TRANSPORTS;
export type Transformer = (typeof TRANSFORMERS)[number];
export type Binding = (typeof BINDINGS)[number];
export type ClientName = (typeof CLIENTS)[number];

/** One combination of an app's choices. */
export interface Cell {
  adapter: AdapterName;
  transport: Transport;
  transformer: Transformer;
  binding: Binding;
  client: ClientName;
}

const NEXT_SOCKETS =
  "Next does not pass connection upgrades to routes: run a WebSocket server of your own beside it, with the same auth";

/** The reason why an adapter cannot carry a transport; null if it can. */
export function whyNot(adapter: AdapterName, transport: Transport): string | null {
  return transport === "websocket" && adapter.startsWith("next") ? NEXT_SOCKETS : null;
}

/** The cells of one adapter over one transport. */
export function cellsOf(adapter: AdapterName, transport: Transport): Cell[] {
  return TRANSFORMERS.flatMap((transformer) =>
    BINDINGS.flatMap((binding) => CLIENTS.map((client) => ({ adapter, transport, transformer, binding, client }))),
  );
}

// The objects' keys are exactly the names.
export const adapterNames = Object.keys(ADAPTERS) as AdapterName[];
export const transports = Object.keys(TRANSPORTS) as Transport[];
