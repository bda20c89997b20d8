import { sql } from "drizzle-orm";
import { customType, index, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Counters of the rate limits, in fixed windows that begin with the first use. */
export const rateLimits = pgTable(
  "latchkey_rate_limits",
  {
    /** A hash: reveals neither address nor name. */
    key: text("key").primaryKey(),
    used: integer("used").notNull(),
    resetsAt: instant("resets_at").notNull(),
  },
  (table) => [index("latchkey_rate_limits_resets").on(table.resetsAt)],
);

/** Mail and text messages to be sent. They contain codes and keys, so they are sealed. */
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

/**
 * What was imported from other systems. Outlives what it became: what somebody has removed since is not imported again.
 */
export const imports = pgTable("latchkey_imports", {
  /** A hash of the old system, the kind and the old id. */
  keyHash: text("key_hash").primaryKey(),
  createdAt: instant("created_at").notNull(),
});

/** Represents every account in {@link sessionChanges}. */
export const EVERYBODY = "00000000-0000-0000-0000-000000000000";

/** The number of a transaction, which is never reused: it exceeds the numbers of JavaScript. */
const transactionNumber = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * The users whose sessions have changed, for the processes that cache them; empty where `session.cache` is off. Rows
 * are written in the transaction that makes the change, and are removed after some minutes. A row of defaults means
 * that the sessions of all users have changed.
 */
export const sessionChanges = pgTable(
  "latchkey_changes",
  {
    /**
     * The transaction that made the change. Not a sequence: a lower number of one may be committed after a higher one
     * was read.
     */
    transaction: transactionNumber("transaction").notNull().default(sql`pg_current_xact_id()`),
    userId: uuid("user_id").notNull().default(EVERYBODY),
    /** By the database's own clock, unlike everything else here: it is compared only with that. */
    changedAt: timestamp("changed_at", { withTimezone: true }).notNull().default(sql`clock_timestamp()`),
  },
  (table) => [primaryKey({ columns: [table.transaction, table.userId] })],
);
