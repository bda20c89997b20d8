CREATE TABLE "latchkey_changes" (
	"transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"user_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"changed_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "latchkey_changes_transaction_user_id_pk" PRIMARY KEY("transaction","user_id")
);
--> statement-breakpoint
DROP INDEX "latchkey_users_phone";--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_users_phone" ON "latchkey_users" USING btree ("phone","id") WHERE phone is not null;--> statement-breakpoint
ALTER TABLE "latchkey_users" SET (fillfactor = 85);--> statement-breakpoint
ALTER TABLE "latchkey_sessions" SET (fillfactor = 90);--> statement-breakpoint
DROP TRIGGER "latchkey_session_changed" ON "latchkey_sessions";--> statement-breakpoint
DROP TRIGGER "latchkey_user_changed" ON "latchkey_users";--> statement-breakpoint
DROP TRIGGER "latchkey_email_changed" ON "latchkey_email_addresses";--> statement-breakpoint
DROP TRIGGER "latchkey_flow_changed" ON "latchkey_flows";--> statement-breakpoint
DROP FUNCTION "latchkey_session_changed"();--> statement-breakpoint
DROP FUNCTION "latchkey_user_changed"();--> statement-breakpoint
DROP FUNCTION "latchkey_email_changed"();--> statement-breakpoint
DROP FUNCTION "latchkey_flow_changed"();
