import { sql } from "drizzle-orm";
import { refuseLossyPooler } from "./driver/pooler.ts";
import { migrations } from "./migrations.ts";
import { openDatabase, type PostgresDatabase } from "./postgresDatabase.ts";

/** Any number, as long as no other advisory lock of the app has it. */
const LOCK = 5_172_904_331_846;

/**
 * Brings the tables of Latchkey up to date with the migrations in the package. Safe to run at every start and from
 * several processes at the same time: one migrates, the others wait and find nothing to do. Reads no file, so that it
 * also works in a bundle.
 *
 * @throws SetupError for anything but a Drizzle database on PostgreSQL, or behind a pooler that would lose commits;
 *   with the line to write
 */
export async function migrate(database: PostgresDatabase): Promise<void> {
  const opened = openDatabase(database);
  await refuseLossyPooler(opened);
  await opened.transaction(async (tx) => {
    // Of what is there already, and of long names; postgres.js prints notices.
    await tx.execute(sql`set local client_min_messages = warning`);
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    await tx.execute(
      sql`create table if not exists latchkey_migrations (name text primary key, applied_at timestamptz not null default current_timestamp)`,
    );
    // `execute` returns rows in two shapes, by driver; `select` in one.
    const rows = await tx.select({ name: sql<string>`name` }).from(sql`latchkey_migrations`);
    const applied = new Set(rows.map(({ name }) => name));
    for (const { name, script } of migrations) {
      if (applied.has(name)) continue;
      for (const statement of script.split("--> statement-breakpoint")) await tx.execute(sql.raw(statement));
      await tx.execute(sql`insert into latchkey_migrations (name) values (${name})`);
    }
  });
}
