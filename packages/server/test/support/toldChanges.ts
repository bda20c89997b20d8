import { sql } from "drizzle-orm";
import type { Database } from "../../src/db/database.ts";

const WATCHED = [
  ["latchkey_users", "update of username, phone, phone_verified_at, password_hash, is_active, data, version or delete"],
  ["latchkey_sessions", "update of token_hash, user_id, methods, reauthenticated_at, expires_at or delete"],
  ["latchkey_email_addresses", "insert or update or delete"],
  ["latchkey_flows", "insert or update or delete"],
] as const;

/**
 * Prevents transactions from committing a change to cached parts of a session without announcing it. The triggers use
 * only the rows, independently of where the code announces.
 */
export async function refuseUntoldChanges(database: Database): Promise<void> {
  await database.execute(
    sql.raw(`
      create or replace function test_told() returns trigger language plpgsql as $$
      declare
        before jsonb := to_jsonb(old);
        after jsonb := to_jsonb(new);
        row jsonb := coalesce(after, before);
        changed uuid;
      begin
        if tg_table_name = 'latchkey_users' then changed := (row ->> 'id')::uuid;
        elsif tg_table_name = 'latchkey_flows' then
          select user_id into changed from latchkey_sessions where id = (row ->> 'session_id')::uuid;
        else changed := (row ->> 'user_id')::uuid;
        end if;
        -- No session that is older than this transaction can show it.
        if changed is null or tg_table_name <> 'latchkey_sessions' and not exists (
          select from latchkey_sessions where user_id = changed and xmin <> pg_current_xact_id()::xid
        ) then return null; end if;
        -- The kit makes a session count as recently authenticated before anybody has read it.
        if tg_table_name = 'latchkey_sessions' and (before ->> 'reauthenticated_at')::timestamptz = to_timestamp(0)
          and before - 'reauthenticated_at' = after - 'reauthenticated_at' then return null; end if;
        if not exists (
          select from latchkey_changes
          where transaction = pg_current_xact_id() and (
            user_id in (changed, '00000000-0000-0000-0000-000000000000')
            -- Of a flow about another account, within a session, that account's change is heard as well.
            or tg_table_name = 'latchkey_flows' and user_id = (before ->> 'user_id')::uuid
          )
        ) then
          raise exception 'a transaction tells nobody that it has changed % of %', tg_table_name, changed;
        end if;
        return null;
      end $$`),
  );
  await allowUntoldChanges(database);
  for (const [table, when] of WATCHED) {
    await database.execute(
      sql.raw(
        `create constraint trigger test_told after ${when} on ${table} deferrable initially deferred for each row execute function test_told()`,
      ),
    );
  }
}

/** Reverts {@link refuseUntoldChanges}. */
export async function allowUntoldChanges(database: Database): Promise<void> {
  for (const [table] of WATCHED) await database.execute(sql.raw(`drop trigger if exists test_told on ${table}`));
}
