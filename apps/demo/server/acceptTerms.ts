import { AuthError, type Database, loginStage } from "@latchkey/server";
import { and, eq, sql } from "drizzle-orm";
import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { z } from "zod";

const acceptances = pgTable("demo_acceptances", {
  userId: uuid("user_id").notNull(),
  version: text("version").notNull(),
  acceptedAt: timestamp("accepted_at", { withTimezone: true, mode: "date" }).notNull(),
});

/** The demo's own table: who has accepted which terms. */
export async function createAcceptances(database: Database): Promise<void> {
  await database.execute(sql`create table if not exists demo_acceptances (
    user_id uuid not null references latchkey_users (id) on delete cascade,
    version text not null,
    accepted_at timestamptz not null,
    primary key (user_id, version)
  )`);
}

const TERMS = {
  version: "2026-11",
  rules: ["Your notes are yours.", "We keep them until you delete your account.", "Be kind to the demo."],
};

/** A stage of the app's own: a login waits until its user has accepted the current terms. */
export const acceptTerms = loginStage({
  id: "accept_terms",
  state: z.object({ version: z.string(), rules: z.array(z.string()) }),
  schema: z.object({ version: z.string(), accepted: z.literal(true, "Accept the terms to continue.") }),
  async enter({ user, tx }) {
    const [accepted] = await tx
      .select({ version: acceptances.version })
      .from(acceptances)
      .where(and(eq(acceptances.userId, user.id), eq(acceptances.version, TERMS.version)));
    return accepted === undefined ? TERMS : null;
  },
  async answer({ user, input, at, tx }) {
    if (input.version !== TERMS.version)
      throw new AuthError("invalid", { message: "The terms have changed. Log in again to read them." });
    await tx.insert(acceptances).values({ userId: user.id, version: input.version, acceptedAt: at });
  },
});
