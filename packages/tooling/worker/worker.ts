import { scrypt } from "@latchkey/server/hashers";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { mountApp } from "../matrix/mounted.ts";

interface Environment {
  DATABASE_URL: string;
  ORIGIN: string;
}
interface Execution {
  waitUntil(promise: Promise<unknown>): void;
}

/** The worker has no mail server here: the test reads what was sent. */
const codes = new Map<string, string>();

/** A connection belongs to one request of a worker, and so does the auth that uses it. */
function open({ DATABASE_URL, ORIGIN }: Environment, { waitUntil }: Execution) {
  const client = postgres(DATABASE_URL, { max: 5, fetch_types: false });
  const app = mountApp({
    database: drizzle(client),
    origin: ORIGIN,
    // Workers run no native code, and their memory is small.
    hasher: scrypt({ logCost: 14, parallelization: 5 }),
    mail: { send: async ({ to, context }) => void codes.set(to, context.code ?? "") },
    background: waitUntil,
  });
  const close = async () => {
    await app.auth.close();
    await client.end();
  };
  return { ...app, close };
}

export default {
  async fetch(request: Request, environment: Environment, execution: Execution): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/codes") return new Response(codes.get(searchParams.get("email") ?? "") ?? null);
    const app = open(environment, { waitUntil: (promise) => execution.waitUntil(promise) });
    const isSuperjson = pathname.startsWith("/superjson");
    const response = await fetchRequestHandler({
      endpoint: isSuperjson ? "/superjson" : "/none",
      req: request,
      router: isSuperjson ? app.routers.superjson : app.routers.none,
      createContext: app.auth.createContext,
    });
    execution.waitUntil(app.close());
    return response;
  },
  /** A cron trigger replaces timers, which end with their request. */
  async scheduled(_event: unknown, environment: Environment, execution: Execution): Promise<void> {
    const app = open(environment, { waitUntil: (promise) => execution.waitUntil(promise) });
    await app.auth.deliverMessages();
    await app.auth.cleanUp();
    await app.close();
  },
};
