ALTER TABLE "latchkey_challenges" ADD COLUMN "user_version" integer;--> statement-breakpoint
ALTER TABLE "latchkey_email_addresses" ADD COLUMN "added_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "latchkey_flows" ADD COLUMN "user_version" integer;--> statement-breakpoint
ALTER TABLE "latchkey_flows" ADD COLUMN "ended_reason" text;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD COLUMN "user_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD COLUMN "used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "latchkey_sessions" ADD COLUMN "actor" text;--> statement-breakpoint
ALTER TABLE "latchkey_social_redirects" ADD COLUMN "user_version" integer;--> statement-breakpoint
ALTER TABLE "latchkey_trusted_browsers" ADD COLUMN "user_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_users" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_users" ADD COLUMN "has_imported_factors" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "latchkey_email_addresses_added" ON "latchkey_email_addresses" USING btree ("added_until") WHERE added_until is not null;--> statement-breakpoint
UPDATE "latchkey_flows" SET "user_version" = 0 WHERE "user_id" IS NOT NULL;--> statement-breakpoint
UPDATE "latchkey_challenges" SET "user_version" = 0 WHERE "session_id" IS NOT NULL OR "flow_id" IS NOT NULL;--> statement-breakpoint
UPDATE "latchkey_social_redirects" SET "user_version" = 0 WHERE "session_id" IS NOT NULL;
