CREATE TABLE "latchkey_hidden_signups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text,
	"phone" text,
	"phone_verified_at" timestamp (3) with time zone,
	"username_key" text,
	"password_hash" text,
	"password_tag" text,
	"draft" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_hidden_signups_username" UNIQUE("username_key")
);
--> statement-breakpoint
ALTER TABLE "latchkey_users" ADD COLUMN "password_tag" text;--> statement-breakpoint
CREATE INDEX "latchkey_hidden_signups_email" ON "latchkey_hidden_signups" USING btree ("email");--> statement-breakpoint
CREATE INDEX "latchkey_hidden_signups_phone" ON "latchkey_hidden_signups" USING btree ("phone");--> statement-breakpoint
UPDATE "latchkey_email_addresses" AS "row" SET "signup_claim" = NULL WHERE "row"."signup_claim" IS NOT NULL AND "row"."verified_at" IS NULL AND (EXISTS (SELECT 1 FROM "latchkey_email_addresses" "proof" WHERE "proof"."user_id" = "row"."user_id" AND "proof"."verified_at" IS NOT NULL) OR EXISTS (SELECT 1 FROM "latchkey_users" "owner" WHERE "owner"."id" = "row"."user_id" AND "owner"."phone_verified_at" IS NOT NULL));--> statement-breakpoint
UPDATE "latchkey_users" AS "owner" SET "phone_claim" = NULL WHERE "owner"."phone_claim" IS NOT NULL AND "owner"."phone_verified_at" IS NULL AND EXISTS (SELECT 1 FROM "latchkey_email_addresses" "proof" WHERE "proof"."user_id" = "owner"."id" AND "proof"."verified_at" IS NOT NULL);
