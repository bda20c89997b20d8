import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Accounts. An app may reference `users.id` from its own tables. */
export const users = pgTable(
  "latchkey_users",
  {
    id: uuid("id").primaryKey(),
    username: text("username"),
    /** The normal form by which usernames are compared: unique, case-folded. */
    usernameKey: text("username_key").unique(),
    /** E.164. */
    phone: text("phone"),
    phoneVerifiedAt: instant("phone_verified_at"),
    /** Set while the number of a signup is held for that account; see {@link emailAddresses}. */
    phoneClaim: text("phone_claim").unique(),
    /** Null: no usable password. */
    passwordHash: text("password_hash"),
    isActive: boolean("is_active").notNull().default(true),
    /** The app's own signup fields. */
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    createdAt: instant("created_at").notNull(),
    lastLoginAt: instant("last_login_at"),
    /**
     * Raised by every change of credentials, verified contacts, factors, connections or active status. What was issued
     * before (a flow, a key, a challenge, a provider redirect, the trust in a browser) holds the number at that time,
     * and is valid for no other.
     */
    version: integer("version").notNull().default(0),
    /**
     * Some bits of a keyed MAC of the password, until the account changes: shows which of several accounts to compare.
     */
    passwordTag: text("password_tag"),
  },
  (table) => [
    uniqueIndex("latchkey_users_verified_phone").on(table.phone).where(sql`phone_verified_at is not null`),
    uniqueIndex("latchkey_users_phone").on(table.phone, table.id).where(sql`phone is not null`),
  ],
);

/** Addresses of accounts. An address is verified for one account at most; unverified, it may belong to several. */
export const emailAddresses = pgTable(
  "latchkey_email_addresses",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** In the normal form of `normalizeEmailAddress`. */
    address: text("address").notNull(),
    verifiedAt: instant("verified_at"),
    isPrimary: boolean("is_primary").notNull(),
    /** The address itself when a signup created this row: two simultaneous signups meet here, and one wins. */
    signupClaim: text("signup_claim").unique(),
    createdAt: instant("created_at").notNull(),
    /**
     * Set while an address that was added within a session is not verified: until then it neither blocks nor grants
     * anything.
     */
    addedUntil: instant("added_until"),
  },
  (table) => [
    uniqueIndex("latchkey_email_addresses_verified").on(table.address).where(sql`verified_at is not null`),
    uniqueIndex("latchkey_email_addresses_primary").on(table.userId).where(sql`is_primary`),
    uniqueIndex("latchkey_email_addresses_address").on(table.address, table.userId),
    index("latchkey_email_addresses_user").on(table.userId),
    index("latchkey_email_addresses_added").on(table.addedUntil).where(sql`added_until is not null`),
  ],
);

/**
 * Signups with an address or number that already belongs to someone. Their clients must not notice, so that later calls
 * are answered as if there were an account; there is none, and nobody else may see what they entered.
 */
export const hiddenSignups = pgTable(
  "latchkey_hidden_signups",
  {
    id: uuid("id").primaryKey(),
    email: text("email"),
    phone: text("phone"),
    phoneVerifiedAt: instant("phone_verified_at"),
    usernameKey: text("username_key").unique("latchkey_hidden_signups_username"),
    passwordHash: text("password_hash"),
    passwordTag: text("password_tag"),
    /** The requested account; parsed when read. */
    draft: jsonb("draft").notNull(),
    createdAt: instant("created_at").notNull(),
    /** The provider account that it was created with. */
    provider: text("provider"),
    uid: text("uid"),
  },
  (table) => [
    index("latchkey_hidden_signups_uid").on(table.provider, table.uid),
    index("latchkey_hidden_signups_email").on(table.email),
    index("latchkey_hidden_signups_phone").on(table.phone),
  ],
);

/** Invitations to sign up with an address, which they verify. Each is deleted when it is accepted. */
export const invitations = pgTable(
  "latchkey_invitations",
  {
    /** The account that it becomes has the same id. */
    id: uuid("id").primaryKey(),
    keyHash: text("key_hash").notNull().unique(),
    /** In the normal form of `normalizeEmailAddress`. */
    email: text("email").notNull(),
    /** Values of the app's own signup fields: they replace what is entered. */
    data: jsonb("data").$type<Record<string, unknown>>().notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("latchkey_invitations_expires").on(table.expiresAt)],
);
