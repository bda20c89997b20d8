import { randomUUID } from "node:crypto";
import type { Database } from "@latchkey/server";
import { desc, eq, sql } from "drizzle-orm";
import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const notes = pgTable("demo_notes", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  text: text("text").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "date" }).notNull(),
});

const MOST_SHOWN = 100;

/** A note as the browser sees it. `createdAt`: ISO 8601. */
export interface Note {
  id: string;
  text: string;
  createdAt: string;
}

/** The notes of one user, newest first. */
export async function listNotes(database: Database, userId: string): Promise<Note[]> {
  const rows = await database
    .select()
    .from(notes)
    .where(eq(notes.userId, userId))
    .orderBy(desc(notes.createdAt), sql`id`)
    .limit(MOST_SHOWN);
  return rows.map((row) => ({ id: row.id, text: row.text, createdAt: row.createdAt.toISOString() }));
}

export async function addNote(
  database: Database,
  note: { userId: string; text: string; createdAt: Date },
): Promise<void> {
  await database.insert(notes).values({ id: randomUUID(), ...note });
}

export async function deleteNotes(database: Database, userId: string): Promise<void> {
  await database.delete(notes).where(eq(notes.userId, userId));
}
