import { sql } from "drizzle-orm";
import { customType, index, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
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

/** Stands for every account in {@link sessionChanges}. */
export const EVERYBODY = "00000000-0000-0000-0000-000000000000";

/** The number of a transaction, which never comes again: more than a number of JavaScript holds. */
const transactionNumber = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * Whose sessions have changed, for the processes that remember them; empty where `session.cache` is off. Rows are written
 * in the transaction that changes, and go after some minutes. A row of defaults says that everybody's have.
 */
export const sessionChanges = pgTable(
  "latchkey_changes",
  {
    /** The transaction that changed them. Not a sequence: a lower number of one may be committed after a higher one was read. */
    transaction: transactionNumber("transaction").notNull().default(sql`pg_current_xact_id()`),
    userId: uuid("user_id").notNull().default(EVERYBODY),
    /** By the database's own clock, as nothing else here: it is compared with that alone. */
    changedAt: timestamp("changed_at", { withTimezone: true }).notNull().default(sql`clock_timestamp()`),
  },
  (table) => [primaryKey({ columns: [table.transaction, table.userId] })],
);
