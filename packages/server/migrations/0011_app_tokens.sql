CREATE TABLE "latchkey_refresh_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"used_hash" text,
	"used_at" timestamp (3) with time zone,
	"successor_salt" text,
	"user_version" integer NOT NULL,
	CONSTRAINT "latchkey_refresh_tokens_session_id_unique" UNIQUE("session_id"),
	CONSTRAINT "latchkey_refresh_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"sequence" integer NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" jsonb NOT NULL,
	"private_key_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_signing_keys_sequence_unique" UNIQUE("sequence")
);
--> statement-breakpoint
ALTER TABLE "latchkey_refresh_tokens" ADD CONSTRAINT "latchkey_refresh_tokens_session_id_latchkey_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."latchkey_sessions"("id") ON DELETE cascade ON UPDATE no action;