import { sql } from "drizzle-orm";
import { index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";
import { instant } from "./columns.ts";

/**
 * Browsers and apps in which a user has logged in before: a login in another one is news to them. They outlive sessions.
 * What the client is, or where, is not kept; one token may belong to several users of a browser.
 */
export const knownClients = pgTable(
  "latchkey_known_clients",
  {
    id: uuid("id").primaryKey(),
    tokenHash: text("token_hash").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    uniqueIndex("latchkey_known_clients_token").on(table.tokenHash, table.userId),
    index("latchkey_known_clients_user").on(table.userId),
    index("latchkey_known_clients_expires").on(table.expiresAt),
  ],
);

/** Logins that passed the first step and not the second factor: their users are told of those that are never finished. */
export const unfinishedLogins = pgTable(
  "latchkey_unfinished_logins",
  {
    /** The id of the login's flow. */
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    ip: text("ip"),
    userAgent: text("user_agent").notNull(),
    /** The language of the request. */
    locale: text("locale"),
    createdAt: instant("created_at").notNull(),
    /** When the login can no longer be finished. */
    dueAt: instant("due_at").notNull(),
    /** When the user was told, of this one or of others along with it. */
    reportedAt: instant("reported_at"),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    index("latchkey_unfinished_logins_user").on(table.userId),
    index("latchkey_unfinished_logins_due").on(table.dueAt).where(sql`reported_at is null`),
    index("latchkey_unfinished_logins_expires").on(table.expiresAt),
  ],
);
