import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { ClientKind } from "../wire/protocol.ts";
import type { AuthenticationMethod } from "../wire/state.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** Accounts. An app may reference `users.id` from its own tables. */
export const users = pgTable(
  "latchkey_users",
  {
    id: uuid("id").primaryKey(),
    username: text("username"),
    /** What two user names are compared by: unique, case-folded. */
    usernameKey: text("username_key").unique(),
    /** E.164. */
    phone: text("phone"),
    phoneVerifiedAt: instant("phone_verified_at"),
    /** Set while a number that somebody signed up with is held for that account; see {@link emailAddresses}. */
    phoneClaim: text("phone_claim").unique(),
    /** Null: no usable password. */
    passwordHash: text("password_hash"),
    isActive: boolean("is_active").notNull().default(true),
    /** The app's own signup fields. */
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    createdAt: instant("created_at").notNull(),
    lastLoginAt: instant("last_login_at"),
  },
  (table) => [
    uniqueIndex("latchkey_users_verified_phone").on(table.phone).where(sql`phone_verified_at is not null`),
    uniqueIndex("latchkey_users_phone").on(table.phone, table.id),
  ],
);

/** Addresses of accounts. An address is verified for one account at most; unverified it may stand with several. */
export const emailAddresses = pgTable(
  "latchkey_email_addresses",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** In the one normal form of `normalizeEmailAddress`. */
    address: text("address").notNull(),
    verifiedAt: instant("verified_at"),
    isPrimary: boolean("is_primary").notNull(),
    /** The address itself when a signup made this row: two signups at once meet here, and one wins. */
    signupClaim: text("signup_claim").unique(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("latchkey_email_addresses_verified").on(table.address).where(sql`verified_at is not null`),
    uniqueIndex("latchkey_email_addresses_primary").on(table.userId).where(sql`is_primary`),
    uniqueIndex("latchkey_email_addresses_address").on(table.address, table.userId),
    index("latchkey_email_addresses_user").on(table.userId),
  ],
);

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
  },
  (table) => [index("latchkey_sessions_user").on(table.userId), index("latchkey_sessions_expires").on(table.expiresAt)],
);

/** What waits for an answer: a login before its session (`tokenHash`), or a change within a session (`sessionId`). */
export const flows = pgTable(
  "latchkey_flows",
  {
    id: uuid("id").primaryKey(),
    tokenHash: text("token_hash").unique(),
    sessionId: uuid("session_id").references(() => sessions.id, { onDelete: "cascade" }),
    /** Null: nobody is behind it, and the client must not notice. */
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    step: text("step").notNull(),
    /** What the step waits with; parsed by the step when read. */
    state: jsonb("state").notNull(),
    /** The login that goes on when the step is done; parsed when read. Null within a session. */
    login: jsonb("login"),
    /** Keyed MAC of the code that answers the step. Null: no code does. */
    codeHash: text("code_hash"),
    attempts: integer("attempts").notNull(),
    resends: integer("resends").notNull(),
    changes: integer("changes").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    uniqueIndex("latchkey_flows_session_step").on(table.sessionId, table.step),
    index("latchkey_flows_user").on(table.userId),
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
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The address that the key was mailed to; the key dies with it. */
    emailAddressId: uuid("email_address_id").references(() => emailAddresses.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    index("latchkey_one_time_keys_user").on(table.userId),
    index("latchkey_one_time_keys_email").on(table.emailAddressId),
    index("latchkey_one_time_keys_expires").on(table.expiresAt),
  ],
);

/** Browsers that skip the second step. One cookie may be trusted by several users of one browser. */
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
  },
  (table) => [
    uniqueIndex("latchkey_trusted_browsers_token").on(table.tokenHash, table.userId),
    index("latchkey_trusted_browsers_user").on(table.userId),
    index("latchkey_trusted_browsers_expires").on(table.expiresAt),
  ],
);

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
    kind: text("kind").$type<"mail" | "sms">().notNull(),
    sealed: text("sealed").notNull(),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [index("latchkey_outbox_next_attempt").on(table.nextAttemptAt)],
);
