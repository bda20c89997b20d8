import type { IncomingMessage, ServerResponse } from "node:http";
import type { Database } from "@latchkey/server";
import { migrate } from "@latchkey/server/migrate";
import { sql } from "drizzle-orm";
import { createAcceptances } from "./acceptTerms.ts";
import { createApi } from "./api.ts";
import { createDemoClock } from "./clock.ts";
import { handleDevRequest } from "./devEndpoints.ts";
import { answerDocument } from "./documents.ts";
import { createLocalProvider } from "./openid/provider.ts";
import { createOutbox } from "./outbox.ts";
import type { Traces } from "./traces.ts";

export interface AppParts {
  /** The database, while it is still being opened. */
  opening: Promise<{ database: Database }>;
  origin: string;
  secret: string;
  traces: Traces;
  /** Of bcrypt. */
  hashCost?: number | undefined;
}

/** The API, its mailbox and its OpenID provider. */
export interface App {
  /** Handles a request, unless it is for the pages. @returns whether it was handled */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
}

/** Brings the tables up to date, and opens what needs them. */
export async function openApp({ opening, origin, secret, traces, hashCost }: AppParts): Promise<App> {
  const [openId, { database }] = await Promise.all([createLocalProvider(origin), opening.then(withTables)]);
  const clock = createDemoClock();
  const outbox = createOutbox(clock.now);
  const api = createApi({ database, secret, origin, outbox, clock: clock.now, openId, hashCost });
  const services = { api, outbox, clock, traces, origin };
  return {
    async handle(request, response) {
      if (request.url?.startsWith("/trpc/")) {
        traces.during(response, () => api.handle(request, response));
        return true;
      }
      return (
        (await openId.handle(request, response)) ||
        (await handleDevRequest(services, request, response)) ||
        (await answerDocument(api, request, response))
      );
    },
    close: api.close,
  };
}

async function withTables<Open extends { database: Database }>(open: Open): Promise<Open> {
  await migrate(open.database);
  // The demo's own table, in addition to Latchkey's: its rows are deleted with their user.
  await open.database.execute(sql`create table if not exists demo_notes (
    id uuid primary key,
    user_id uuid not null references latchkey_users (id) on delete cascade,
    text text not null,
    created_at timestamptz not null
  )`);
  await createAcceptances(open.database);
  return open;
}
