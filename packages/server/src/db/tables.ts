import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { MfaType } from "../wire/mfa.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { AuthenticationMethod, EndReason } from "../wire/state.ts";

/** What a challenge is answered for; an answer to one is none to another. */
export type ChallengePurpose = "totp" | "register" | "signup" | "authenticate" | "reauthenticate" | "login";

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
    /**
     * Raised by whatever changes credentials, verified contacts, factors, connections or activity. What was given out
     * before (a flow, a key, a challenge, a journey, the trust in a browser) holds the number that it was made with, and
     * is good for no other.
     */
    version: integer("version").notNull().default(0),
    /** The app itself vouched for the factors: nobody can have prepared them in somebody else's name. */
    hasImportedFactors: boolean("has_imported_factors").notNull().default(false),
    /** Some bits of a keyed MAC of the password, until the account changes: tells which of several accounts to compare. */
    passwordTag: text("password_tag"),
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
    /** Set while an address that was added within a session waits to be verified: until then it blocks and opens nothing. */
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
 * What signups gave whose address or number stands with somebody else already. They are told nothing, so that what they
 * do next must be answered as if they had an account; they have none, and what they gave is nobody else's business.
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
    /** The account that was asked for; parsed when read. */
    draft: jsonb("draft").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    index("latchkey_hidden_signups_email").on(table.email),
    index("latchkey_hidden_signups_phone").on(table.phone),
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
    /** Who acts as the user; null: the user. */
    actor: text("actor"),
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
    /** The account's `version` for which the flow is good. */
    userVersion: integer("user_version"),
    /** Set when the flow is over; the row stays until its client was told why. */
    endedReason: text("ended_reason").$type<EndReason>(),
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
    /** Where the key was mailed to. It verifies that address alone, also when its row has moved to another. */
    address: text("address").notNull(),
    /** The row of the address; the key dies with it. */
    emailAddressId: uuid("email_address_id").references(() => emailAddresses.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** The account's `version` for which a key that resets the password is good. */
    userVersion: integer("user_version").notNull().default(0),
    /** When a key that verifies did so: whoever opens the link again is told. */
    usedAt: instant("used_at"),
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
    /** The account's `version` for which the trust is good. */
    userVersion: integer("user_version").notNull().default(0),
  },
  (table) => [
    uniqueIndex("latchkey_trusted_browsers_token").on(table.tokenHash, table.userId),
    index("latchkey_trusted_browsers_user").on(table.userId),
    index("latchkey_trusted_browsers_expires").on(table.expiresAt),
  ],
);

/** Second factors, but for recovery codes. A user has at most one of type "totp". */
export const authenticators = pgTable(
  "latchkey_authenticators",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    type: text("type").$type<Exclude<MfaType, "recovery_codes">>().notNull(),
    /** WebAuthn: what the user calls it. */
    name: text("name"),
    /** TOTP: the shared secret, sealed for this row's id. */
    secretSealed: text("secret_sealed"),
    /** TOTP: the time step of the last code that was accepted; none up to it is accepted again (RFC 6238 §5.2). */
    lastStep: bigint("last_step", { mode: "number" }),
    /** WebAuthn: base64url. */
    credentialId: text("credential_id").unique(),
    /** WebAuthn: COSE key (RFC 9052 §7), base64url. */
    publicKey: text("public_key"),
    /** WebAuthn Level 3 §6.1.1; 0 for authenticators that do not count. */
    signCount: bigint("sign_count", { mode: "number" }),
    transports: jsonb("transports").$type<string[]>(),
    isPasswordless: boolean("is_passwordless").notNull().default(false),
    /** WebAuthn Level 3 §6.1.3: backup eligibility, which never changes, and backup state. */
    isSyncable: boolean("is_syncable").notNull().default(false),
    isBackedUp: boolean("is_backed_up").notNull().default(false),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at"),
  },
  (table) => [
    uniqueIndex("latchkey_authenticators_totp").on(table.userId).where(sql`type = 'totp'`),
    index("latchkey_authenticators_user").on(table.userId),
  ],
);

/** Recovery codes. Each works once; the row stays, so that the user sees how many are left. */
export const recoveryCodes = pgTable(
  "latchkey_recovery_codes",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Keyed MAC of user and code: finds the code, and tells nothing without the app's secret. */
    codeHash: text("code_hash").notNull(),
    /** The code, sealed for this row's id: its owner may look at it again. */
    codeSealed: text("code_sealed").notNull(),
    createdAt: instant("created_at").notNull(),
    usedAt: instant("used_at"),
  },
  (table) => [uniqueIndex("latchkey_recovery_codes_code").on(table.userId, table.codeHash)],
);

/** What a client was asked to answer: a WebAuthn challenge, or the first code of a TOTP secret. Each is taken once. */
export const challenges = pgTable(
  "latchkey_challenges",
  {
    id: uuid("id").primaryKey(),
    purpose: text("purpose").$type<ChallengePurpose>().notNull(),
    /** WebAuthn: hash of the challenge, which comes back in what the authenticator signs. */
    challengeHash: text("challenge_hash").unique(),
    /** TOTP: the secret that waits for its first code, sealed for this row's id. */
    secretSealed: text("secret_sealed"),
    /** WebAuthn registration: whether the passkey is to log in by itself. */
    isPasswordless: boolean("is_passwordless").notNull().default(false),
    /** Where it may be answered: in this session, in this flow, or (a login by passkey) anywhere. */
    sessionId: uuid("session_id").references(() => sessions.id, { onDelete: "cascade" }),
    flowId: uuid("flow_id").references(() => flows.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** The account's `version` for which it is good; null while nobody is known. */
    userVersion: integer("user_version"),
  },
  (table) => [
    uniqueIndex("latchkey_challenges_totp").on(table.sessionId).where(sql`purpose = 'totp'`),
    index("latchkey_challenges_session").on(table.sessionId),
    index("latchkey_challenges_flow").on(table.flowId),
    index("latchkey_challenges_expires").on(table.expiresAt),
  ],
);

/** Accounts at providers with which users log in. The key is the provider's own, immutable id; never an address or name. */
export const socialAccounts = pgTable(
  "latchkey_social_accounts",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    provider: text("provider").notNull(),
    uid: text("uid").notNull(),
    /** What its owner knows it by: an address or a name. */
    display: text("display").notNull(),
    /** Access and refresh token, sealed for this row's id; null where the app does not keep them. */
    tokensSealed: text("tokens_sealed"),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("latchkey_social_accounts_uid").on(table.provider, table.uid),
    index("latchkey_social_accounts_user").on(table.userId),
  ],
);

/** Journeys to a provider that are under way: what must be known when somebody comes back. Each is taken once. */
export const socialRedirects = pgTable(
  "latchkey_social_redirects",
  {
    id: uuid("id").primaryKey(),
    stateHash: text("state_hash").notNull().unique(),
    /** Hash of the token that the client keeps beside: nobody else can finish the journey. */
    clientHash: text("client_hash").notNull(),
    provider: text("provider").notNull(),
    process: text("process").$type<"login" | "connect">().notNull(),
    callbackUrl: text("callback_url").notNull(),
    /** The code verifier and the nonce, sealed for this row's id. */
    secretsSealed: text("secrets_sealed").notNull(),
    /** Who connects; null for a login. */
    sessionId: uuid("session_id").references(() => sessions.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** The account's `version` for which connecting is good; null for a login. */
    userVersion: integer("user_version"),
  },
  (table) => [
    index("latchkey_social_redirects_session").on(table.sessionId),
    index("latchkey_social_redirects_expires").on(table.expiresAt),
  ],
);

/** Tokens of providers that were used to log in: none works twice. */
export const usedTokens = pgTable(
  "latchkey_used_tokens",
  {
    keyHash: text("key_hash").primaryKey(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("latchkey_used_tokens_expires").on(table.expiresAt)],
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
    kind: text("kind").$type<"mail" | "sms" | "none">().notNull(),
    sealed: text("sealed").notNull(),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [index("latchkey_outbox_next_attempt").on(table.nextAttemptAt)],
);
