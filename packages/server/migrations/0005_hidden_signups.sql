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
CREATE INDEX "latchkey_hidden_signups_phone" ON "latchkey_hidden_signups" USING btree ("phone");