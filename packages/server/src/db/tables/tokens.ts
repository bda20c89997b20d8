import { integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";
import { sessions } from "./sessions.ts";

/**
 * The refresh token of an app's session, which changes at each use. One row per session, however often it is used: of
 * tokens before the last used one nothing is stored, since their tag shows that they were genuine.
 */
export const refreshTokens = pgTable("latchkey_refresh_tokens", {
  /**
   * Names the chain, and is part of each of its tokens. Renewed with the session's token, so that the previous chain is
   * void.
   */
  id: uuid("id").primaryKey(),
  sessionId: uuid("session_id")
    .notNull()
    .unique()
    .references(() => sessions.id, { onDelete: "cascade" }),
  tokenHash: text("token_hash").notNull().unique(),
  /** Hash of the most recently used token; null before the first use. */
  usedHash: text("used_hash"),
  usedAt: instant("used_at"),
  /** Gives the successor together with the used token; reveals nothing without it. */
  successorSalt: text("successor_salt"),
  /** Thumbprint (RFC 7638) of the key that must be proved with each use; null: the token alone is enough. */
  keyThumbprint: text("key_thumbprint"),
  /** The account's `version` at the last use: a used token that is repeated is answered only while it is the same. */
  userVersion: integer("user_version").notNull(),
});

/** The keys that sign access tokens, where the app supplies none. */
export const signingKeys = pgTable("latchkey_signing_keys", {
  /** JWK thumbprint (RFC 7638). */
  kid: text("kid").primaryKey(),
  /** Of two processes that create the next key at the same time, one succeeds. */
  sequence: integer("sequence").notNull().unique(),
  algorithm: text("algorithm").notNull(),
  publicKey: jsonb("public_key").$type<Record<string, unknown>>().notNull(),
  /** PKCS#8 PEM, sealed for its `kid`. */
  privateKeySealed: text("private_key_sealed").notNull(),
  createdAt: instant("created_at").notNull(),
  /** When the last token signed with it has expired. */
  expiresAt: instant("expires_at").notNull(),
});
