ALTER TABLE "latchkey_hidden_signups" ADD COLUMN "provider" text;--> statement-breakpoint
ALTER TABLE "latchkey_hidden_signups" ADD COLUMN "uid" text;--> statement-breakpoint
CREATE INDEX "latchkey_hidden_signups_uid" ON "latchkey_hidden_signups" USING btree ("provider","uid");