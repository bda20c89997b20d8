import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { ClientKind } from "../../wire/protocol.ts";
import { instant } from "./columns.ts";

/**
 * What happened, where the option `audit` is on. References no other table: events outlive sessions, and may concern an
 * account that does not exist, which nobody may notice.
 */
export const events = pgTable(
  "latchkey_events",
  {
    /** A version 7 UUID of `at`: events of one moment keep their order. */
    id: uuid("id").primaryKey(),
    at: instant("at").notNull(),
    type: text("type").notNull(),
    userId: uuid("user_id"),
    sessionId: uuid("session_id"),
    client: text("client").$type<ClientKind>(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    code: text("code"),
    detail: text("detail"),
    actor: text("actor"),
  },
  (table) => [
    index("latchkey_events_user").on(table.userId, table.at, table.id),
    index("latchkey_events_at").on(table.at),
  ],
);
