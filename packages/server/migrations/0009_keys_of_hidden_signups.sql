ALTER TABLE "latchkey_one_time_keys" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD COLUMN "hidden_signup_id" uuid;--> statement-breakpoint
CREATE INDEX "latchkey_one_time_keys_hidden_signup" ON "latchkey_one_time_keys" USING btree ("hidden_signup_id") WHERE hidden_signup_id is not null;