CREATE TABLE "latchkey_invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_hash" text NOT NULL,
	"email" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_invitations_key_hash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE INDEX "latchkey_invitations_expires" ON "latchkey_invitations" USING btree ("expires_at");