CREATE TABLE "latchkey_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"user_id" uuid,
	"session_id" uuid,
	"client" text,
	"ip" text,
	"user_agent" text,
	"code" text,
	"detail" text,
	"actor" text
);
--> statement-breakpoint
CREATE TABLE "latchkey_known_clients" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_unfinished_logins" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"ip" text,
	"user_agent" text NOT NULL,
	"locale" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"reported_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "latchkey_authenticators" ADD COLUMN "aaguid" text;--> statement-breakpoint
ALTER TABLE "latchkey_authenticators" ADD COLUMN "is_automatic" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_known_clients" ADD CONSTRAINT "latchkey_known_clients_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_unfinished_logins" ADD CONSTRAINT "latchkey_unfinished_logins_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "latchkey_events_user" ON "latchkey_events" USING btree ("user_id","at","id");--> statement-breakpoint
CREATE INDEX "latchkey_events_at" ON "latchkey_events" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_known_clients_token" ON "latchkey_known_clients" USING btree ("token_hash","user_id");--> statement-breakpoint
CREATE INDEX "latchkey_known_clients_user" ON "latchkey_known_clients" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_known_clients_expires" ON "latchkey_known_clients" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "latchkey_unfinished_logins_user" ON "latchkey_unfinished_logins" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_unfinished_logins_due" ON "latchkey_unfinished_logins" USING btree ("due_at") WHERE reported_at is null;--> statement-breakpoint
CREATE INDEX "latchkey_unfinished_logins_expires" ON "latchkey_unfinished_logins" USING btree ("expires_at");