CREATE TABLE "latchkey_email_addresses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"address" text NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"is_primary" boolean NOT NULL,
	"signup_claim" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_email_addresses_signup_claim_unique" UNIQUE("signup_claim")
);
--> statement-breakpoint
CREATE TABLE "latchkey_flows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text,
	"session_id" uuid,
	"user_id" uuid,
	"step" text NOT NULL,
	"state" jsonb NOT NULL,
	"login" jsonb,
	"code_hash" text,
	"attempts" integer NOT NULL,
	"resends" integer NOT NULL,
	"changes" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_flows_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_one_time_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_hash" text NOT NULL,
	"purpose" text NOT NULL,
	"user_id" uuid NOT NULL,
	"email_address_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_one_time_keys_key_hash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"sealed" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"used" integer NOT NULL,
	"resets_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"user_id" uuid NOT NULL,
	"client" text NOT NULL,
	"methods" jsonb NOT NULL,
	"reauthenticated_at" timestamp (3) with time zone NOT NULL,
	"is_persistent" boolean NOT NULL,
	"ip" text,
	"user_agent" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_trusted_browsers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"user_id" uuid NOT NULL,
	"ip" text,
	"user_agent" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"username" text,
	"username_key" text,
	"phone" text,
	"phone_verified_at" timestamp (3) with time zone,
	"phone_claim" text,
	"password_hash" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_login_at" timestamp (3) with time zone,
	CONSTRAINT "latchkey_users_username_key_unique" UNIQUE("username_key"),
	CONSTRAINT "latchkey_users_phone_claim_unique" UNIQUE("phone_claim")
);
--> statement-breakpoint
ALTER TABLE "latchkey_email_addresses" ADD CONSTRAINT "latchkey_email_addresses_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_flows" ADD CONSTRAINT "latchkey_flows_session_id_latchkey_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."latchkey_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_flows" ADD CONSTRAINT "latchkey_flows_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD CONSTRAINT "latchkey_one_time_keys_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD CONSTRAINT "latchkey_one_time_keys_email_address_id_latchkey_email_addresses_id_fk" FOREIGN KEY ("email_address_id") REFERENCES "public"."latchkey_email_addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_sessions" ADD CONSTRAINT "latchkey_sessions_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_trusted_browsers" ADD CONSTRAINT "latchkey_trusted_browsers_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_email_addresses_verified" ON "latchkey_email_addresses" USING btree ("address") WHERE verified_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_email_addresses_primary" ON "latchkey_email_addresses" USING btree ("user_id") WHERE is_primary;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_email_addresses_address" ON "latchkey_email_addresses" USING btree ("address","user_id");--> statement-breakpoint
CREATE INDEX "latchkey_email_addresses_user" ON "latchkey_email_addresses" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_flows_session_step" ON "latchkey_flows" USING btree ("session_id","step");--> statement-breakpoint
CREATE INDEX "latchkey_flows_user" ON "latchkey_flows" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_flows_expires" ON "latchkey_flows" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "latchkey_one_time_keys_user" ON "latchkey_one_time_keys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_one_time_keys_email" ON "latchkey_one_time_keys" USING btree ("email_address_id");--> statement-breakpoint
CREATE INDEX "latchkey_one_time_keys_expires" ON "latchkey_one_time_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "latchkey_outbox_next_attempt" ON "latchkey_outbox" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "latchkey_rate_limits_resets" ON "latchkey_rate_limits" USING btree ("resets_at");--> statement-breakpoint
CREATE INDEX "latchkey_sessions_user" ON "latchkey_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_sessions_expires" ON "latchkey_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_trusted_browsers_token" ON "latchkey_trusted_browsers" USING btree ("token_hash","user_id");--> statement-breakpoint
CREATE INDEX "latchkey_trusted_browsers_user" ON "latchkey_trusted_browsers" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_trusted_browsers_expires" ON "latchkey_trusted_browsers" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_users_verified_phone" ON "latchkey_users" USING btree ("phone") WHERE phone_verified_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_users_phone" ON "latchkey_users" USING btree ("phone","id");