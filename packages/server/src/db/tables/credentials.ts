import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { MfaType } from "../../wire/mfa.ts";
import { users } from "./accounts.ts";
import { instant } from "./columns.ts";
import { flows, sessions } from "./sessions.ts";

/** Whether the app itself vouched for it: an owner who shows up later keeps it, but nothing that others added. */
const isImported = () => boolean("is_imported").notNull().default(false);

/** The purpose of a challenge; an answer for one purpose is not valid for another. */
export type ChallengePurpose = "totp" | "register" | "upgrade" | "signup" | "authenticate" | "reauthenticate" | "login";

/** Second factors, except recovery codes. A user has at most one of type "totp". */
export const authenticators = pgTable(
  "latchkey_authenticators",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    type: text("type").$type<Exclude<MfaType, "recovery_codes">>().notNull(),
    /** WebAuthn: the user's name for it. */
    name: text("name"),
    /** TOTP: the shared secret, sealed for this row's id. */
    secretSealed: text("secret_sealed"),
    /** TOTP: the time step of the last accepted code; no code up to it is accepted again (RFC 6238 §5.2). */
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
    isImported: isImported(),
    /**
     * WebAuthn: the user handle that another system created an imported passkey with (Level 3 §5.4.3), base64url.
     * Null: that of the account; or, for an imported one, unknown.
     */
    userHandle: text("user_handle"),
    /** WebAuthn: the authenticator's model by its own account (Level 3 §6.5.1), a UUID; null when it names none. */
    aaguid: text("aaguid"),
    /**
     * WebAuthn: created by the browser after a login by password (`mfa.passkeyUpgrade`), and not by request. It logs in
     * alone, and is no second factor: its user may not even know of it.
     */
    isAutomatic: boolean("is_automatic").notNull().default(false),
  },
  (table) => [
    uniqueIndex("latchkey_authenticators_totp").on(table.userId).where(sql`type = 'totp'`),
    index("latchkey_authenticators_user").on(table.userId),
  ],
);

/** Recovery codes. Each works once; the row is kept, so that the user sees how many are left. */
export const recoveryCodes = pgTable(
  "latchkey_recovery_codes",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Keyed MAC of user and code: finds the code, and reveals nothing without the app's secret. */
    codeHash: text("code_hash").notNull(),
    /** The code, sealed for this row's id: its owner may view it again. Where codes are shown once, nothing is sealed. */
    codeSealed: text("code_sealed").notNull(),
    createdAt: instant("created_at").notNull(),
    usedAt: instant("used_at"),
    isImported: isImported(),
  },
  (table) => [uniqueIndex("latchkey_recovery_codes_code").on(table.userId, table.codeHash)],
);

/** What a client must answer: a WebAuthn challenge, or the first code of a TOTP secret. Each is used once. */
export const challenges = pgTable(
  "latchkey_challenges",
  {
    id: uuid("id").primaryKey(),
    purpose: text("purpose").$type<ChallengePurpose>().notNull(),
    /** WebAuthn: hash of the challenge, which is part of what the authenticator signs. */
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
    /** The account's `version` for which it is valid; null while the user is unknown. */
    userVersion: integer("user_version"),
  },
  (table) => [
    uniqueIndex("latchkey_challenges_totp").on(table.sessionId).where(sql`purpose = 'totp'`),
    index("latchkey_challenges_session").on(table.sessionId),
    index("latchkey_challenges_flow").on(table.flowId),
    index("latchkey_challenges_expires").on(table.expiresAt),
  ],
);

/**
 * Accounts at providers with which users log in. The key is the provider's own, immutable id; never an address or name.
 */
export const socialAccounts = pgTable(
  "latchkey_social_accounts",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    provider: text("provider").notNull(),
    uid: text("uid").notNull(),
    /** The name by which its owner knows it: an address or a name. */
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

/** Redirects to a provider in progress: what is needed when the user returns. Each is used once. */
export const socialRedirects = pgTable(
  "latchkey_social_redirects",
  {
    id: uuid("id").primaryKey(),
    stateHash: text("state_hash").notNull().unique(),
    /** Hash of the token that the client keeps: no other client can complete the redirect. */
    clientHash: text("client_hash").notNull(),
    provider: text("provider").notNull(),
    process: text("process").$type<"login" | "connect" | "reauthenticate">().notNull(),
    callbackUrl: text("callback_url").notNull(),
    /** The code verifier and the nonce, sealed for this row's id. */
    secretsSealed: text("secrets_sealed").notNull(),
    /** The session that connects or reauthenticates; null for a login. */
    sessionId: uuid("session_id").references(() => sessions.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** The account's `version` for which connecting or reauthenticating is valid; null for a login. */
    userVersion: integer("user_version"),
  },
  (table) => [
    index("latchkey_social_redirects_session").on(table.sessionId),
    index("latchkey_social_redirects_expires").on(table.expiresAt),
  ],
);

/** Used one-time values: provider tokens used for a login, and proofs of a key. */
export const usedTokens = pgTable(
  "latchkey_used_tokens",
  {
    keyHash: text("key_hash").primaryKey(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("latchkey_used_tokens_expires").on(table.expiresAt)],
);
