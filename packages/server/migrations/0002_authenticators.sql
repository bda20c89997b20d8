CREATE TABLE "latchkey_authenticators" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"type" text NOT NULL,
	"name" text,
	"secret_sealed" text,
	"last_step" bigint,
	"credential_id" text,
	"public_key" text,
	"sign_count" bigint,
	"transports" jsonb,
	"is_passwordless" boolean DEFAULT false NOT NULL,
	"is_syncable" boolean DEFAULT false NOT NULL,
	"is_backed_up" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "latchkey_authenticators_credential_id_unique" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "latchkey_challenges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"challenge_hash" text,
	"secret_sealed" text,
	"is_passwordless" boolean DEFAULT false NOT NULL,
	"session_id" uuid,
	"flow_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_challenges_challenge_hash_unique" UNIQUE("challenge_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_recovery_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"code_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "latchkey_authenticators" ADD CONSTRAINT "latchkey_authenticators_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_challenges" ADD CONSTRAINT "latchkey_challenges_session_id_latchkey_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."latchkey_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_challenges" ADD CONSTRAINT "latchkey_challenges_flow_id_latchkey_flows_id_fk" FOREIGN KEY ("flow_id") REFERENCES "public"."latchkey_flows"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_recovery_codes" ADD CONSTRAINT "latchkey_recovery_codes_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_authenticators_totp" ON "latchkey_authenticators" USING btree ("user_id") WHERE type = 'totp';--> statement-breakpoint
CREATE INDEX "latchkey_authenticators_user" ON "latchkey_authenticators" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_challenges_totp" ON "latchkey_challenges" USING btree ("session_id") WHERE purpose = 'totp';--> statement-breakpoint
CREATE INDEX "latchkey_challenges_session" ON "latchkey_challenges" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "latchkey_challenges_flow" ON "latchkey_challenges" USING btree ("flow_id");--> statement-breakpoint
CREATE INDEX "latchkey_challenges_expires" ON "latchkey_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_recovery_codes_code" ON "latchkey_recovery_codes" USING btree ("user_id","code_hash");