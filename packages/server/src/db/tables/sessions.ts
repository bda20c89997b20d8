import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { ClientKind } from "../../wire/protocol.ts";
import type { AuthenticationMethod, EndReason } from "../../wire/state.ts";
import { emailAddresses, users } from "./accounts.ts";
import { instant } from "./columns.ts";

/** Logins that are complete. Only the hash of the token is kept. */
export const sessions = pgTable(
  "latchkey_sessions",
  {
    id: uuid("id").primaryKey(),
    tokenHash: text("token_hash").notNull().unique(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    client: text("client").$type<ClientKind>().notNull(),
    methods: jsonb("methods").$type<AuthenticationMethod[]>().notNull(),
    reauthenticatedAt: instant("reauthenticated_at").notNull(),
    /** False: the cookie ends with the browser. */
    isPersistent: boolean("is_persistent").notNull(),
    ip: text("ip"),
    userAgent: text("user_agent").notNull(),
    createdAt: instant("created_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** Who acts as the user; null: the user. */
    actor: text("actor"),
  },
  (table) => [index("latchkey_sessions_user").on(table.userId), index("latchkey_sessions_expires").on(table.expiresAt)],
);

/** What is pending: a login before its session (`tokenHash`), or a change within a session (`sessionId`). */
/** The hidden signup that a flow continues, as text: that of a login, or of a reset. */
const hiddenSignupOf = sql`coalesce(login #>> '{draft,id}', state #>> '{draft,id}')`;

export const flows = pgTable(
  "latchkey_flows",
  {
    id: uuid("id").primaryKey(),
    tokenHash: text("token_hash").unique(),
    sessionId: uuid("session_id").references(() => sessions.id, { onDelete: "cascade" }),
    /** Null: there is no user, which the client must not notice. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    step: text("step").notNull(),
    /** The state of the waiting step; parsed by the step when read. */
    state: jsonb("state").notNull(),
    /** The login that continues when the step is done; parsed when read. Null within a session. */
    login: jsonb("login"),
    /** Keyed MAC of the code that answers the step. Null: no code does. */
    codeHash: text("code_hash"),
    attempts: integer("attempts").notNull(),
    resends: integer("resends").notNull(),
    changes: integer("changes").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** The account's `version` for which the flow is valid. */
    userVersion: integer("user_version"),
    /** Set when the flow has ended; the row is kept until its client has learned why. */
    endedReason: text("ended_reason").$type<EndReason>(),
  },
  (table) => [
    uniqueIndex("latchkey_flows_session_step").on(table.sessionId, table.step),
    index("latchkey_flows_user").on(table.userId),
    index("latchkey_flows_hidden_signup").on(hiddenSignupOf).where(sql`user_id is null`),
    index("latchkey_flows_expires").on(table.expiresAt),
  ],
);

/** Keys in links that were mailed, as hashes. Each works once. */
export const oneTimeKeys = pgTable(
  "latchkey_one_time_keys",
  {
    id: uuid("id").primaryKey(),
    keyHash: text("key_hash").notNull().unique(),
    purpose: text("purpose").$type<"verify_email" | "password_reset">().notNull(),
    /** Its owner: an account, or a hidden signup. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    /** Not a foreign key: the key remains valid for the account that the signup becomes, which has the same id. */
    hiddenSignupId: uuid("hidden_signup_id"),
    /** The address to which the key was mailed. It verifies only that one. */
    address: text("address").notNull(),
    /** The row that has the address, or will get it once it is verified; the key is deleted with it. */
    emailAddressId: uuid("email_address_id").references(() => emailAddresses.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** The account's `version` for which a key that resets the password is valid. */
    userVersion: integer("user_version").notNull().default(0),
    /** When a key verified its address: opening the link again reports that. */
    usedAt: instant("used_at"),
  },
  (table) => [
    index("latchkey_one_time_keys_user").on(table.userId),
    index("latchkey_one_time_keys_hidden_signup").on(table.hiddenSignupId).where(sql`hidden_signup_id is not null`),
    index("latchkey_one_time_keys_email").on(table.emailAddressId),
    index("latchkey_one_time_keys_expires").on(table.expiresAt),
  ],
);

/** Browsers that skip the second step. One cookie may be trusted by several users of a browser. */
export const trustedBrowsers = pgTable(
  "latchkey_trusted_browsers",
  {
    id: uuid("id").primaryKey(),
    tokenHash: text("token_hash").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    ip: text("ip"),
    userAgent: text("user_agent").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** The account's `version` for which the trust is valid. */
    userVersion: integer("user_version").notNull().default(0),
  },
  (table) => [
    uniqueIndex("latchkey_trusted_browsers_token").on(table.tokenHash, table.userId),
    index("latchkey_trusted_browsers_user").on(table.userId),
    index("latchkey_trusted_browsers_expires").on(table.expiresAt),
  ],
);
