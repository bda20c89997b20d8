import { index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Counters of the rate limits, in fixed windows that begin with the first use. */
export const rateLimits = pgTable(
  "latchkey_rate_limits",
  {
    /** A hash: tells neither address nor name. */
    key: text("key").primaryKey(),
    used: integer("used").notNull(),
    resetsAt: instant("resets_at").notNull(),
  },
  (table) => [index("latchkey_rate_limits_resets").on(table.resetsAt)],
);

/** Mail and text messages that wait to be sent. They hold codes and keys, so they are sealed. */
export const outbox = pgTable(
  "latchkey_outbox",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").$type<"mail" | "sms" | "none">().notNull(),
    sealed: text("sealed").notNull(),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [index("latchkey_outbox_next_attempt").on(table.nextAttemptAt)],
);
