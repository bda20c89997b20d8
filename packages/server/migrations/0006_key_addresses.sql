ALTER TABLE "latchkey_one_time_keys" ADD COLUMN "address" text;--> statement-breakpoint
DELETE FROM "latchkey_one_time_keys" WHERE "email_address_id" IS NULL;--> statement-breakpoint
UPDATE "latchkey_one_time_keys" AS "key" SET "address" = "row"."address" FROM "latchkey_email_addresses" "row" WHERE "row"."id" = "key"."email_address_id";--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ALTER COLUMN "address" SET NOT NULL;
