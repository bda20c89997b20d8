ALTER TABLE "latchkey_authenticators" ADD COLUMN "is_imported" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_recovery_codes" ADD COLUMN "is_imported" boolean DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE "latchkey_authenticators" SET "is_imported" = true FROM "latchkey_users" AS "account" WHERE "account"."id" = "user_id" AND "account"."has_imported_factors" AND "type" = 'totp';--> statement-breakpoint
UPDATE "latchkey_recovery_codes" SET "is_imported" = true FROM "latchkey_users" AS "account" WHERE "account"."id" = "user_id" AND "account"."has_imported_factors";--> statement-breakpoint
ALTER TABLE "latchkey_users" DROP COLUMN "has_imported_factors";
