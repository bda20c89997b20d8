CREATE TABLE "latchkey_social_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"uid" text NOT NULL,
	"display" text NOT NULL,
	"tokens_sealed" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_social_redirects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state_hash" text NOT NULL,
	"client_hash" text NOT NULL,
	"provider" text NOT NULL,
	"process" text NOT NULL,
	"callback_url" text NOT NULL,
	"secrets_sealed" text NOT NULL,
	"session_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_social_redirects_state_hash_unique" UNIQUE("state_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_used_tokens" (
	"key_hash" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "latchkey_social_accounts" ADD CONSTRAINT "latchkey_social_accounts_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_social_redirects" ADD CONSTRAINT "latchkey_social_redirects_session_id_latchkey_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."latchkey_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_social_accounts_uid" ON "latchkey_social_accounts" USING btree ("provider","uid");--> statement-breakpoint
CREATE INDEX "latchkey_social_accounts_user" ON "latchkey_social_accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_social_redirects_session" ON "latchkey_social_redirects" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "latchkey_social_redirects_expires" ON "latchkey_social_redirects" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "latchkey_used_tokens_expires" ON "latchkey_used_tokens" USING btree ("expires_at");