// Made from packages/server/migrations by `npm run migrations -w packages/server`. Change the files there, not here.

/** The SQL files of the package, in the order in which they run. */
export const migrations: readonly { readonly name: string; readonly script: string }[] = [
  {
    name: "0000_accounts.sql",
    script: `CREATE TABLE "latchkey_email_addresses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"address" text NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"is_primary" boolean NOT NULL,
	"signup_claim" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_email_addresses_signup_claim_unique" UNIQUE("signup_claim")
);
--> statement-breakpoint
CREATE TABLE "latchkey_flows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text,
	"session_id" uuid,
	"user_id" uuid,
	"step" text NOT NULL,
	"state" jsonb NOT NULL,
	"login" jsonb,
	"code_hash" text,
	"attempts" integer NOT NULL,
	"resends" integer NOT NULL,
	"changes" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_flows_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_one_time_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_hash" text NOT NULL,
	"purpose" text NOT NULL,
	"user_id" uuid NOT NULL,
	"email_address_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_one_time_keys_key_hash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"sealed" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"used" integer NOT NULL,
	"resets_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"user_id" uuid NOT NULL,
	"client" text NOT NULL,
	"methods" jsonb NOT NULL,
	"reauthenticated_at" timestamp (3) with time zone NOT NULL,
	"is_persistent" boolean NOT NULL,
	"ip" text,
	"user_agent" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_trusted_browsers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"user_id" uuid NOT NULL,
	"ip" text,
	"user_agent" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"username" text,
	"username_key" text,
	"phone" text,
	"phone_verified_at" timestamp (3) with time zone,
	"phone_claim" text,
	"password_hash" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_login_at" timestamp (3) with time zone,
	CONSTRAINT "latchkey_users_username_key_unique" UNIQUE("username_key"),
	CONSTRAINT "latchkey_users_phone_claim_unique" UNIQUE("phone_claim")
);
--> statement-breakpoint
ALTER TABLE "latchkey_email_addresses" ADD CONSTRAINT "latchkey_email_addresses_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_flows" ADD CONSTRAINT "latchkey_flows_session_id_latchkey_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."latchkey_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_flows" ADD CONSTRAINT "latchkey_flows_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD CONSTRAINT "latchkey_one_time_keys_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD CONSTRAINT "latchkey_one_time_keys_email_address_id_latchkey_email_addresses_id_fk" FOREIGN KEY ("email_address_id") REFERENCES "public"."latchkey_email_addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_sessions" ADD CONSTRAINT "latchkey_sessions_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_trusted_browsers" ADD CONSTRAINT "latchkey_trusted_browsers_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_email_addresses_verified" ON "latchkey_email_addresses" USING btree ("address") WHERE verified_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_email_addresses_primary" ON "latchkey_email_addresses" USING btree ("user_id") WHERE is_primary;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_email_addresses_address" ON "latchkey_email_addresses" USING btree ("address","user_id");--> statement-breakpoint
CREATE INDEX "latchkey_email_addresses_user" ON "latchkey_email_addresses" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_flows_session_step" ON "latchkey_flows" USING btree ("session_id","step");--> statement-breakpoint
CREATE INDEX "latchkey_flows_user" ON "latchkey_flows" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_flows_expires" ON "latchkey_flows" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "latchkey_one_time_keys_user" ON "latchkey_one_time_keys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_one_time_keys_email" ON "latchkey_one_time_keys" USING btree ("email_address_id");--> statement-breakpoint
CREATE INDEX "latchkey_one_time_keys_expires" ON "latchkey_one_time_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "latchkey_outbox_next_attempt" ON "latchkey_outbox" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "latchkey_rate_limits_resets" ON "latchkey_rate_limits" USING btree ("resets_at");--> statement-breakpoint
CREATE INDEX "latchkey_sessions_user" ON "latchkey_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_sessions_expires" ON "latchkey_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_trusted_browsers_token" ON "latchkey_trusted_browsers" USING btree ("token_hash","user_id");--> statement-breakpoint
CREATE INDEX "latchkey_trusted_browsers_user" ON "latchkey_trusted_browsers" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_trusted_browsers_expires" ON "latchkey_trusted_browsers" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_users_verified_phone" ON "latchkey_users" USING btree ("phone") WHERE phone_verified_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_users_phone" ON "latchkey_users" USING btree ("phone","id");`,
  },
  {
    name: "0001_session_changes.sql",
    script: `CREATE FUNCTION latchkey_session_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('latchkey_sessions', 'session:' || old.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION latchkey_user_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('latchkey_sessions', 'user:' || old.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION latchkey_email_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('latchkey_sessions', 'user:' || coalesce(new.user_id, old.user_id));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION latchkey_flow_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  id uuid := coalesce(new.session_id, old.session_id);
BEGIN
  IF id IS NOT NULL THEN
    PERFORM pg_notify('latchkey_sessions', 'session:' || id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER latchkey_session_changed AFTER UPDATE OF token_hash, user_id, methods, reauthenticated_at, expires_at OR DELETE ON latchkey_sessions
  FOR EACH ROW EXECUTE FUNCTION latchkey_session_changed();
--> statement-breakpoint
CREATE TRIGGER latchkey_user_changed AFTER UPDATE OF username, phone, phone_verified_at, password_hash, is_active, data OR DELETE ON latchkey_users
  FOR EACH ROW EXECUTE FUNCTION latchkey_user_changed();
--> statement-breakpoint
CREATE TRIGGER latchkey_email_changed AFTER INSERT OR UPDATE OR DELETE ON latchkey_email_addresses
  FOR EACH ROW EXECUTE FUNCTION latchkey_email_changed();
--> statement-breakpoint
CREATE TRIGGER latchkey_flow_changed AFTER INSERT OR UPDATE OR DELETE ON latchkey_flows
  FOR EACH ROW EXECUTE FUNCTION latchkey_flow_changed();
`,
  },
  {
    name: "0002_authenticators.sql",
    script: `CREATE TABLE "latchkey_authenticators" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"type" text NOT NULL,
	"name" text,
	"secret_sealed" text,
	"last_step" bigint,
	"credential_id" text,
	"public_key" text,
	"sign_count" bigint,
	"transports" jsonb,
	"is_passwordless" boolean DEFAULT false NOT NULL,
	"is_syncable" boolean DEFAULT false NOT NULL,
	"is_backed_up" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "latchkey_authenticators_credential_id_unique" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "latchkey_challenges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"challenge_hash" text,
	"secret_sealed" text,
	"is_passwordless" boolean DEFAULT false NOT NULL,
	"session_id" uuid,
	"flow_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_challenges_challenge_hash_unique" UNIQUE("challenge_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_recovery_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"code_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "latchkey_authenticators" ADD CONSTRAINT "latchkey_authenticators_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_challenges" ADD CONSTRAINT "latchkey_challenges_session_id_latchkey_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."latchkey_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_challenges" ADD CONSTRAINT "latchkey_challenges_flow_id_latchkey_flows_id_fk" FOREIGN KEY ("flow_id") REFERENCES "public"."latchkey_flows"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_recovery_codes" ADD CONSTRAINT "latchkey_recovery_codes_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_authenticators_totp" ON "latchkey_authenticators" USING btree ("user_id") WHERE type = 'totp';--> statement-breakpoint
CREATE INDEX "latchkey_authenticators_user" ON "latchkey_authenticators" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_challenges_totp" ON "latchkey_challenges" USING btree ("session_id") WHERE purpose = 'totp';--> statement-breakpoint
CREATE INDEX "latchkey_challenges_session" ON "latchkey_challenges" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "latchkey_challenges_flow" ON "latchkey_challenges" USING btree ("flow_id");--> statement-breakpoint
CREATE INDEX "latchkey_challenges_expires" ON "latchkey_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_recovery_codes_code" ON "latchkey_recovery_codes" USING btree ("user_id","code_hash");`,
  },
  {
    name: "0003_social.sql",
    script: `CREATE TABLE "latchkey_social_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"uid" text NOT NULL,
	"display" text NOT NULL,
	"tokens_sealed" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latchkey_social_redirects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state_hash" text NOT NULL,
	"client_hash" text NOT NULL,
	"provider" text NOT NULL,
	"process" text NOT NULL,
	"callback_url" text NOT NULL,
	"secrets_sealed" text NOT NULL,
	"session_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_social_redirects_state_hash_unique" UNIQUE("state_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_used_tokens" (
	"key_hash" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "latchkey_social_accounts" ADD CONSTRAINT "latchkey_social_accounts_user_id_latchkey_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."latchkey_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "latchkey_social_redirects" ADD CONSTRAINT "latchkey_social_redirects_session_id_latchkey_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."latchkey_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "latchkey_social_accounts_uid" ON "latchkey_social_accounts" USING btree ("provider","uid");--> statement-breakpoint
CREATE INDEX "latchkey_social_accounts_user" ON "latchkey_social_accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "latchkey_social_redirects_session" ON "latchkey_social_redirects" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "latchkey_social_redirects_expires" ON "latchkey_social_redirects" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "latchkey_used_tokens_expires" ON "latchkey_used_tokens" USING btree ("expires_at");`,
  },
  {
    name: "0004_authority.sql",
    script: `ALTER TABLE "latchkey_challenges" ADD COLUMN "user_version" integer;--> statement-breakpoint
ALTER TABLE "latchkey_email_addresses" ADD COLUMN "added_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "latchkey_flows" ADD COLUMN "user_version" integer;--> statement-breakpoint
ALTER TABLE "latchkey_flows" ADD COLUMN "ended_reason" text;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD COLUMN "user_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD COLUMN "used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "latchkey_sessions" ADD COLUMN "actor" text;--> statement-breakpoint
ALTER TABLE "latchkey_social_redirects" ADD COLUMN "user_version" integer;--> statement-breakpoint
ALTER TABLE "latchkey_trusted_browsers" ADD COLUMN "user_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_users" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_users" ADD COLUMN "has_imported_factors" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "latchkey_email_addresses_added" ON "latchkey_email_addresses" USING btree ("added_until") WHERE added_until is not null;--> statement-breakpoint
UPDATE "latchkey_flows" SET "user_version" = 0 WHERE "user_id" IS NOT NULL;--> statement-breakpoint
UPDATE "latchkey_challenges" SET "user_version" = 0 WHERE "session_id" IS NOT NULL OR "flow_id" IS NOT NULL;--> statement-breakpoint
UPDATE "latchkey_social_redirects" SET "user_version" = 0 WHERE "session_id" IS NOT NULL;
`,
  },
  {
    name: "0005_hidden_signups.sql",
    script: `CREATE TABLE "latchkey_hidden_signups" (
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
`,
  },
  {
    name: "0006_key_addresses.sql",
    script: `ALTER TABLE "latchkey_one_time_keys" ADD COLUMN "address" text;--> statement-breakpoint
DELETE FROM "latchkey_one_time_keys" WHERE "email_address_id" IS NULL;--> statement-breakpoint
UPDATE "latchkey_one_time_keys" AS "key" SET "address" = "row"."address" FROM "latchkey_email_addresses" "row" WHERE "row"."id" = "key"."email_address_id";--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ALTER COLUMN "address" SET NOT NULL;
`,
  },
  {
    name: "0007_imported_factors.sql",
    script: `ALTER TABLE "latchkey_authenticators" ADD COLUMN "is_imported" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_recovery_codes" ADD COLUMN "is_imported" boolean DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE "latchkey_authenticators" SET "is_imported" = true FROM "latchkey_users" AS "account" WHERE "account"."id" = "user_id" AND "account"."has_imported_factors" AND "type" = 'totp';--> statement-breakpoint
UPDATE "latchkey_recovery_codes" SET "is_imported" = true FROM "latchkey_users" AS "account" WHERE "account"."id" = "user_id" AND "account"."has_imported_factors";--> statement-breakpoint
ALTER TABLE "latchkey_users" DROP COLUMN "has_imported_factors";
`,
  },
  {
    name: "0008_hidden_signup_flows.sql",
    script: `CREATE INDEX "latchkey_flows_hidden_signup" ON "latchkey_flows" USING btree (coalesce(login #>> '{draft,id}', state #>> '{draft,id}')) WHERE user_id is null;`,
  },
  {
    name: "0009_keys_of_hidden_signups.sql",
    script: `ALTER TABLE "latchkey_one_time_keys" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "latchkey_one_time_keys" ADD COLUMN "hidden_signup_id" uuid;--> statement-breakpoint
CREATE INDEX "latchkey_one_time_keys_hidden_signup" ON "latchkey_one_time_keys" USING btree ("hidden_signup_id") WHERE hidden_signup_id is not null;`,
  },
  {
    name: "0010_session_changes.sql",
    script: `CREATE TABLE "latchkey_changes" (
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
`,
  },
  {
    name: "0011_app_tokens.sql",
    script: `CREATE TABLE "latchkey_refresh_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"used_hash" text,
	"used_at" timestamp (3) with time zone,
	"successor_salt" text,
	"user_version" integer NOT NULL,
	CONSTRAINT "latchkey_refresh_tokens_session_id_unique" UNIQUE("session_id"),
	CONSTRAINT "latchkey_refresh_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "latchkey_signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"sequence" integer NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" jsonb NOT NULL,
	"private_key_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_signing_keys_sequence_unique" UNIQUE("sequence")
);
--> statement-breakpoint
ALTER TABLE "latchkey_refresh_tokens" ADD CONSTRAINT "latchkey_refresh_tokens_session_id_latchkey_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."latchkey_sessions"("id") ON DELETE cascade ON UPDATE no action;`,
  },
  {
    name: "0012_hidden_social_signups.sql",
    script: `ALTER TABLE "latchkey_hidden_signups" ADD COLUMN "provider" text;--> statement-breakpoint
ALTER TABLE "latchkey_hidden_signups" ADD COLUMN "uid" text;--> statement-breakpoint
CREATE INDEX "latchkey_hidden_signups_uid" ON "latchkey_hidden_signups" USING btree ("provider","uid");`,
  },
  {
    name: "0013_dpop.sql",
    script: `ALTER TABLE "latchkey_refresh_tokens" ADD COLUMN "key_thumbprint" text;`,
  },
  {
    name: "0014_imports.sql",
    script: `CREATE TABLE "latchkey_imports" (
	"key_hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "latchkey_authenticators" ADD COLUMN "user_handle" text;`,
  },
  {
    name: "0015_invitations.sql",
    script: `CREATE TABLE "latchkey_invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_hash" text NOT NULL,
	"email" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "latchkey_invitations_key_hash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE INDEX "latchkey_invitations_expires" ON "latchkey_invitations" USING btree ("expires_at");`,
  },
  {
    name: "0016_notices_events_passkeys.sql",
    script: `CREATE TABLE "latchkey_events" (
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
CREATE INDEX "latchkey_unfinished_logins_expires" ON "latchkey_unfinished_logins" USING btree ("expires_at");`,
  },
];
