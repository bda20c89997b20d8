CREATE TABLE "latchkey_imports" (
	"key_hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "latchkey_authenticators" ADD COLUMN "user_handle" text;