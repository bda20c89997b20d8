CREATE FUNCTION latchkey_session_changed() RETURNS trigger LANGUAGE plpgsql AS $$
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
